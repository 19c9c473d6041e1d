#compdef nocustom
# What zsh offers behind `nocustom`. In ~/.zshrc, behind `compinit`:  eval "$(nocustom completion zsh)"
_nocustom() {
    local line about mode
    local -a answer own
    answer=("${(@f)$("${(Q)words[1]}" --complete zsh "=${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
    mode=${answer[1]%$'\r'}
    for line in "${(@)answer[2,-1]}"; do
        line=${line%$'\r'}
        about=${line#*$'\t'}
        line=${line%%$'\t'*}
        [[ -n $line ]] && own+=("${line//:/\\:}${about:+:$about}")
    done
    (( $#own )) && _describe -V 'nocustom' own
    if [[ $mode == files || $mode == dirs ]]; then
        [[ $PREFIX == -*=* ]] && compset -P '*='
        if [[ $mode == dirs ]]; then _files -/; else _files; fi
    fi
}
if [[ ${funcstack[1]} == _nocustom ]]; then
    _nocustom "$@"
else
    compdef _nocustom nocustom
fi
