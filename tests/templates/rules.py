"""What is wrong in any prompt, whoever wrote the template: a name for the fault and its pattern."""

MALFORMED = {
    "a missing value": r"\bNone\b",
    "two spaces": r" {2}",
    "a comma that joins nothing": r",\s*[,.;:)\]]|[(\[]\s*,",
    "a stop too many": r"(?<!\.)\.\.(?!\.)|[!?;:]\.",
    "a label without a text": r"(?m)^[A-Z][\w ,]*:[ .]*$(?<!^Dialogue:)(?<!^Voice:)",
    "empty brackets": r"\(\s*\)|\[\s*\]",
    "a blank line": r"\n\s*\n",
}
