"""Commands of the Makefile."""

import argparse
import errno
import os
import signal
import sys

from devtools import proc
from devtools.say import Problem, line, problem


def _run(args):
    from devtools import serve

    return serve.run(port=args.port, fresh=args.fresh)


def _shell(args):
    from devtools import serve

    return serve.shell()


def _test(args):
    from devtools import testing

    return testing.run(args.filter)


def _lint(args):
    from devtools import lint, results

    return results.show([lint.run(args.checks)])


def _format(args):
    from devtools import lint

    return lint.tidy()


def _upstream(args):
    from devtools import upstream

    return upstream.run(args.modules)


def _bench(args):
    from benchmarks import cli

    return cli.run(args.size, args.only, args.pairs, args.databases, args.profile)


def _screenshots(args):
    from devtools import screenshots

    return screenshots.run(args.only)


def _catalogues(args):
    from devtools import catalogues

    return catalogues.run()


def _wheel(args):
    from devtools import wheel

    for path in wheel.build().values():
        line(f"built {path}")
    return 0


def _recordings(args):
    from devtools import record

    return record.run(args.only)


def _readme(args):
    from devtools import readme

    return readme.run()


def _docs(args):
    from devtools import books

    return books.run()


def _release(args):
    from devtools import release

    return release.run(args.version)


def _dump(args):
    from devtools import dumps

    return dumps.run(args.ref)


def _audit(args):
    from devtools import audit

    return audit.run(args.database, args.mend)


def _audit_rights(args):
    from devtools import audit_rights

    return audit_rights.run(args.database, args.rounds, args.seed)


def _histories(args):
    from devtools import histories

    return histories.run(args.steps, args.seed)


def _neighbours(args):
    from devtools import neighbours

    return neighbours.run(args.tags, args.community)


def _fuzz(args):
    from devtools import fuzz

    return fuzz.run(args.database, args.calls, args.seed, args.first)


def _packages(_args):
    from devtools import packages

    return packages.run()


def _crowds(args):
    from devtools import crowds

    return crowds.run(args.workers, args.sizes or crowds.SIZES, args.only)


def _faults(args):
    from devtools import faults

    return faults.run(args.only)


def _clean(args):
    from devtools import clean

    return clean.run(everything=args.all)


def parser():
    top = argparse.ArgumentParser(prog="devtools", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name, function, text):
        sub = commands.add_parser(name, help=text)
        sub.set_defaults(function=function)
        return sub

    sub = add("run", _run, "serve a demo database")
    sub.add_argument("--port", type=int, default=8069)
    sub.add_argument("--fresh", action="store_true", help="make the demo database anew")
    add("shell", _shell, "Odoo's shell on the demo database")
    sub = add("test", _test, "lint and all tests, or a part")
    sub.add_argument("filter", nargs="?", default="")
    sub = add("lint", _lint, "check the sources")
    sub.add_argument("checks", nargs="*", help="only these: ruff, pylint-odoo, xml…")
    add("format", _format, "let the checkers put right what they can")
    sub = add("test-upstream", _upstream, "Odoo's own tests, with and without our addons")
    sub.add_argument("modules", nargs="?", default="")
    sub = add("bench", _bench, "measure beside stock Odoo and plain SQL")
    sub.add_argument("--size", choices=("S", "M", "L"), default="S")
    sub.add_argument("--only", default="", help="sections or operations: reads,writes.create")
    sub.add_argument("--pairs", type=int, default=7, help="rounds of each operation")
    sub.add_argument(
        "--databases", nargs=2, metavar=("STOCK", "OURS"), help="use these instead of making some"
    )
    sub.add_argument("--profile", action="store_true", help="say where the time goes instead")
    sub = add("screenshots", _screenshots, "pictures of the documentation")
    sub.add_argument("only", nargs="?", default="")
    add("wheel", _wheel, "build a wheel of each addon in dist/")
    sub = add("recordings", _recordings, "what a browser asks for, for benchmarks and tests")
    sub.add_argument("only", nargs="?", default="")
    add("docs", _docs, "make the books' pages and the site of the documentation")
    release = add("release", _release, "make the next version: changelog, wheels, a zip, tried out")
    release.add_argument("version", nargs="?")
    add("readme", _readme, "make each addon's README.rst and page in Apps from its readme/")
    add("catalogues", _catalogues, "the terms to translate, and their translations in line")
    sub = add("dump", _dump, "a company's database as a version of our addons leaves it")
    sub.add_argument("ref", nargs="?", default="HEAD", help="a commit, branch or tag")
    sub = add("audit", _audit, "check the invariants of the sales process in a database")
    sub.add_argument("database", nargs="?", default="", help="the demo without")
    sub.add_argument("--mend", action="store_true", help="put right what is derived")
    sub = add("audit-rights", _audit_rights, "made-up calls of every public method as everybody")
    sub.add_argument("database", nargs="?", default="", help="the demo without")
    sub.add_argument("--rounds", type=int, default=3, help="calls by each role of each method")
    sub.add_argument("--seed", type=int, default=1, help="another one makes up other calls")
    sub = add("histories", _histories, "random histories with the auditor behind each step")
    sub.add_argument("--steps", type=int, default=1000)
    sub.add_argument("--seed", default="", help="any text; a random one without")
    sub = add("neighbours", _neighbours, "our tests beside all of Odoo's apps, and every view")
    sub.add_argument("tags", nargs="?", default="", help="some of Odoo's test tags")
    sub.add_argument("--community", action="store_true", help="beside addons of the community")
    sub = add("fuzz", _fuzz, "hostile values into models, forms, screens, mails and imports")
    sub.add_argument("database", nargs="?", default="", help="the demo without")
    sub.add_argument("--calls", type=int, default=1000)
    sub.add_argument("--seed", type=int, default=1, help="another one makes other calls")
    sub.add_argument("--first", type=int, default=1, help="number of the first call")
    add("packages", _packages, "licences and known vulnerabilities of what is locked")
    sub = add("crowds", _crowds, "many users do the same at the same moment")
    sub.add_argument("only", nargs="?", default="", help="scenes whose name has this")
    sub.add_argument("--workers", type=int, default=0, help="processes; threads without")
    sub.add_argument("--sizes", type=int, nargs="*", help="how many people at once")
    sub = add("faults", _faults, "servers and sessions are killed in the middle of work")
    sub.add_argument(
        "only", nargs="?", default="", help="faults whose name has this, or one of: a,b"
    )
    sub = add("clean", _clean, "remove what was made")
    sub.add_argument("--all", action="store_true", help="also what is downloaded for all clones")
    return top


def _interrupt(_sign, _frame):
    proc.ask_all()  # first, since threads that wait for these processes would keep us waiting
    raise KeyboardInterrupt


def main(arguments):
    args = parser().parse_args(arguments)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) != signal.SIG_IGN:  # as under nohup
            signal.signal(sign, _interrupt)
    try:
        return args.function(args)
    except Problem as error:
        problem(error)
    except KeyboardInterrupt:
        proc.stop_all()
        line("\nstopped")
        return 130
    except proc.Failed as error:
        problem(error)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        reason = os.strerror(error.errno).lower()
        problem(f"{error.filename or 'a file'}: {reason}; put that right, then try again")
    finally:
        proc.stop_all()
        sys.stdout.flush()
    return 1
