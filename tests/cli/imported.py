"""All that a command may import, for the process that the tests fork off."""

import os
from importlib import import_module
from pkgutil import walk_packages

os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as the command does before it imports

import storyboard

for _module in walk_packages(storyboard.__path__, "storyboard."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)
