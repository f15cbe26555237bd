"""``python -m whosefaces``: the command line."""

from whosefaces.cli import main

if __name__ == "__main__":
    main()
