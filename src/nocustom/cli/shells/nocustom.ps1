# What PowerShell offers behind `nocustom`. In $PROFILE:  nocustom completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName nocustom, nocustom.exe -ScriptBlock {
    param($typed, $line, $cursor)
    $before = @($line.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
    $answer = @(& $line.GetCommandName() --complete powershell "=$typed" @before 2>$null)
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
    if ($answer.Count -gt 0 -and $answer[0] -ne 'words') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($typed)
    }
}
