"""``python -m benchmarks [NAME ...]``: run the benchmarks of this folder, all or by name; without a name that exists, list them."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    """A module of this folder with a function ``main(arguments)`` is a benchmark."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    found = {name: module for name, module in modules.items() if hasattr(module, "main")}
    wanted = [said for said in sys.argv[1:] if not said.startswith("-") and not said.isdecimal()]
    unknown = [name for name in wanted if name not in found]
    if unknown or "--help" in sys.argv or "-h" in sys.argv:
        for name, module in found.items():
            print(f"{name}: {(module.__doc__ or '').splitlines()[0]}")
        sys.exit(f"no benchmark {unknown[0]}" if unknown else 0)
    for name in wanted or found:
        print(f"== {name}", flush=True)
        found[name].main([said for said in sys.argv[1:] if said not in found])


if __name__ == "__main__":
    main()
