"""Answers what arrived, as text: how COM hands values over, without anything of ours."""


def echo(*arguments):
    """The arguments in Python's spelling."""
    return [[repr(arguments)]]


echo.__xlfunc__ = {
    "args": [{"name": "arguments", "vararg": True, "options": {"convert": "raw"}}],
    "ret": {"options": {"convert": "raw"}},
    "async_mode": None,
}
