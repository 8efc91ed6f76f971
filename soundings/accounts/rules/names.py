"""The names by which files know people."""

from soundings.core.rules import sort_key


def name_keys(name: str) -> tuple[str, ...]:
    """The normalised keys under which somebody written `name` may be known: "SMITH, Jane" is also "jane smith"."""
    plain = sort_key(name)
    family, comma, given = name.partition(",")
    if not comma or not given.strip() or "," in given:
        return (plain,)
    return (plain, sort_key(f"{given} {family}"))
