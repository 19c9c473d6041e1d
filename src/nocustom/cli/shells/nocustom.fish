# What fish offers behind `nocustom`:  nocustom completion fish > ~/.config/fish/completions/nocustom.fish
function __nocustom_complete
    set -l typed (commandline -ct)
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l answer ($program --complete fish "=$typed" $words 2>/dev/null)
    set -l mode "$answer[1]"
    set -e answer[1]
    test (count $answer) -gt 0; and printf '%s\n' $answer
    switch $mode
        case files
            __fish_complete_path $typed
        case dirs
            __fish_complete_directories $typed
    end
end
complete -c nocustom -f -a '(__nocustom_complete)'
