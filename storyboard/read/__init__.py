"""Reading what the author wrote: `load` makes a storyboard of a file, or says what is wrong."""
