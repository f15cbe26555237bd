"""``python -m benchmarks [NAME ...]``: run the benchmarks of this folder, all or by name; without a name that exists, list them."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    """A module of this folder with a function ``main(arguments)`` is a benchmark."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    by_name = {name: module for name, module in modules.items() if hasattr(module, "main")}
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-") and not argument.isdecimal()]
    unknown = [name for name in wanted if name not in by_name]
    if unknown or "--help" in sys.argv or "-h" in sys.argv:
        for name, module in by_name.items():
            print(f"{name}: {(module.__doc__ or '').splitlines()[0]}")
        sys.exit(f"no benchmark {unknown[0]}" if unknown else 0)
    for name in wanted or by_name:
        print(f"== {name}", flush=True)
        by_name[name].main([argument for argument in sys.argv[1:] if argument not in by_name])


if __name__ == "__main__":
    main()
