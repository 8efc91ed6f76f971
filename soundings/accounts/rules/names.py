"""The names by which files know people."""

from soundings.core.rules import sort_key


def name_keys(name: str) -> tuple[str, ...]:
    """The normalised keys under which somebody written `name` may be known: "SMITH, Jane" is also "jane smith"."""
    plain = sort_key(name)
    family, comma, given = name.partition(",")
    if not comma or not given.strip() or "," in given:
        return (plain,)
    return (plain, sort_key(f"{given} {family}"))


def name_as_spoken(name: str) -> str:
    """The name as people say it: "XENG, Ah Hin" becomes "Ah Hin Xeng". Without one comma it stays as written."""
    family, comma, given = name.partition(",")
    if not comma or not given.strip() or "," in given:
        return " ".join(name.split())
    said = [part.title() if part.isupper() and len(part) > 2 else part for part in (given.strip(), family.strip())]
    return " ".join(" ".join(said).split())
