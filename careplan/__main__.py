"""``python -m careplan`` is the command line."""

from careplan.cli import main

if __name__ == "__main__":
    main()
