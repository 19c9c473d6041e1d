# What bash offers behind `nocustom`. In ~/.bashrc:  eval "$(nocustom completion bash)"
_nocustom_complete() {
    local line mode='' current=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    while IFS= read -r line; do
        line=${line%$'\r'}
        if [[ -z $mode ]]; then
            mode=$line
        else
            COMPREPLY+=("${line%%$'\t'*}")
        fi
    done < <("${COMP_WORDS[0]/#\~/$HOME}" --complete bash "=$current" "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
    compopt -o nosort 2>/dev/null
    [[ $current == '=' ]] && current=''
    case $mode in
        files | dirs)
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do
                COMPREPLY+=("$line")
            done < <(if [[ $mode == dirs ]]; then compgen -d -- "$current"; else compgen -f -- "$current"; fi)
            ;;
    esac
}
complete -F _nocustom_complete nocustom
