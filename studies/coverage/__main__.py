"""Run the coverage study and write its map and its table."""

from studies.coverage import study

if __name__ == "__main__":
    study.run().write()
