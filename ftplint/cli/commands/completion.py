"""``ftplint completion``: a script that teaches a shell the commands, options and values of ftplint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.cli.files import write
from ftplint.cli.words import words

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from ftplint.cli.words import Words

SUMMARY = "print the completion script of a shell"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("shell", choices=sorted(_SHELLS), help="the shell that is to complete")


def run(options: Namespace) -> int:
    """Prints the script; returns 0."""
    write(_SHELLS[options.shell](list(words())), None)
    return 0


def _bash(commands: Sequence[Words]) -> Iterator[str]:
    """Values behind an option, then options and actions of the command, else files."""
    yield "# bash completion of ftplint: source <(ftplint completion bash)\n_ftplint() {\n"
    yield '    local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command=check words=""\n'
    names = "|".join(one.command for one in commands)
    yield f'    case "${{COMP_WORDS[1]}}" in {names}) command="${{COMP_WORDS[1]}}";; esac\n'
    yield '    case "$command $before" in\n'
    for one in commands:
        for option in one.options:
            if option.values:
                yield f'        "{one.command} {option.name}") words="{" ".join(option.values)}";;\n'
    yield '    esac\n    if [ -z "$words" ]; then\n        case "$command" in\n'
    for one in commands:
        listed = " ".join((*one.actions, *(option.name for option in one.options)))
        yield f'            {one.command}) words="{listed}";;\n'
    yield "        esac\n"
    yield f'        [ "$COMP_CWORD" -eq 1 ] && words="$words {" ".join(one.command for one in commands)}"\n'
    yield "    fi\n"
    files = '[[ "$current" == -* ]] || compgen -f -- "$current"'
    yield f'    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; {files})\n'
    yield "}\ncomplete -o filenames -F _ftplint ftplint\n"


def _zsh(commands: Sequence[Words]) -> Iterator[str]:
    yield "#compdef ftplint\n# zsh completion of ftplint: ftplint completion zsh > ~/.zfunc/_ftplint\n"
    yield "_ftplint() {\n    local -a commands options\n    commands=(\n"
    yield from (f"        {_quoted(f'{one.command}:{one.summary}')}\n" for one in commands)
    yield "    )\n    local command=check\n"
    names = "|".join(one.command for one in commands)
    yield f'    case "$words[2]" in {names}) command="$words[2]";; esac\n    case "$command" in\n'
    for one in commands:
        yield f"        {one.command}) options=(\n"
        for option in one.options:
            about = option.help.replace("[", "(").replace("]", ")").replace(":", ",")
            values = f":value:({' '.join(option.values)})" if option.values else "" if option.bare else ":value:_files"
            yield f"            {_quoted(f'*{option.name}[{about}]{values}')}\n"
        if one.actions:
            yield f"            {_quoted('1:action:(' + ' '.join(one.actions) + ')')}\n"
        yield "        ) ;;\n"
    yield "    esac\n"
    yield "    (( CURRENT == 2 )) && _describe command commands\n"
    yield '    _arguments -s "$options[@]" "*:file:_files"\n}\n'
    yield 'if [ "$funcstack[1]" = _ftplint ]; then _ftplint "$@"; else compdef _ftplint ftplint; fi\n'


def _fish(commands: Sequence[Words]) -> Iterator[str]:
    yield "# fish completion of ftplint: ftplint completion fish > ~/.config/fish/completions/ftplint.fish\n"
    names = " ".join(one.command for one in commands)
    for one in commands:
        yield f"complete -c ftplint -n __fish_use_subcommand -a {one.command} -d {_quoted(one.summary)}\n"
    for one in commands:
        seen = f"__fish_seen_subcommand_from {one.command}"
        condition = f"{seen}; or not __fish_seen_subcommand_from {names}" if one.command == "check" else seen
        for action in one.actions:
            yield f"complete -c ftplint -n {_quoted(condition)} -a {action}\n"
        for option in one.options:
            takes = f" -x -a {_quoted(' '.join(option.values))}" if option.values else "" if option.bare else " -r"
            yield f"complete -c ftplint -n {_quoted(condition)} -l {option.name[2:]}{takes} -d {_quoted(option.help)}\n"


def _powershell(commands: Sequence[Words]) -> Iterator[str]:
    yield "# PowerShell completion of ftplint: ftplint completion powershell | Out-String | Invoke-Expression\n"
    yield "Register-ArgumentCompleter -Native -CommandName ftplint -ScriptBlock {\n"
    yield "    param($word, $line, $position)\n    $options = @{\n"
    for one in commands:
        listed = ", ".join(f"'{text}'" for text in (*one.actions, *(option.name for option in one.options)))
        yield f"        '{one.command}' = @({listed})\n"
    yield "    }\n    $values = @{\n"
    for one in commands:
        for option in one.options:
            if option.values:
                listed = ", ".join(f"'{text}'" for text in option.values)
                yield f"        '{one.command} {option.name}' = @({listed})\n"
    yield """    }
    $given = @($line.CommandElements | ForEach-Object { $_.ToString() })
    $command = if ($given.Count -gt 1 -and $options.ContainsKey($given[1])) { $given[1] } else { 'check' }
    $before = if ($word -eq '') { $given[-1] } elseif ($given.Count -gt 1) { $given[-2] } else { '' }
    $words = if ($values.ContainsKey("$command $before")) { $values["$command $before"] } else { $options[$command] }
    if ($given.Count -le 2) { $words = @($words) + @($options.Keys) }
    $words | Where-Object { $_ -like "$word*" } | Sort-Object -Unique |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
"""


def _quoted(text: str) -> str:
    """*text* as one word of zsh and fish. They write a quote in quotes differently, so none stays."""
    return "'" + text.replace("\\\\", "/").replace("'", "’") + "'"


_SHELLS = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}
