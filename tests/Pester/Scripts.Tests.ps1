Describe 'The scripts and the manifest' {
    It 'leave PSScriptAnalyzer nothing to say' -Skip:(-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
        $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $found = 'bench', 'examples', 'tests/Pester', 'tools' | ForEach-Object { Invoke-ScriptAnalyzer -Path "$root/$_" -Recurse }
        $found = @($found) + @('build.ps1', 'Gelf.psd1' | ForEach-Object { Invoke-ScriptAnalyzer -Path "$root/$_" })
        $found | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName)" } | Should -BeNullOrEmpty
    }
}
