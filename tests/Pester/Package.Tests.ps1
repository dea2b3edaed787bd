# The package as a user installs it, and what PSScriptAnalyzer says of the scripts.

Describe 'The package' {
    It 'is installed by Install-PSResource from a folder' {
        $where = "$TestDrive/modules"
        $null = New-Item -ItemType Directory -Path $where, "$TestDrive/repository"
        Copy-Item -Path "$PSScriptRoot/../../out/Gelf.*.nupkg" -Destination "$TestDrive/repository"
        # It reads the list of repositories in the home folder, and installs there.
        $script = {
            param([string] $Repository)
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name GelfTest -Uri $Repository -Trusted
            Install-PSResource -Name Gelf -Repository GelfTest
            Import-Module Gelf
            (Get-Module Gelf).ModuleBase
            (Get-Help New-GelfTap).Synopsis
            $relay = Start-GelfRelay -Port 0
            $relay.State
            $relay | Remove-Job -Force
        }
        $said = & env "HOME=$where" pwsh -NoProfile -NonInteractive -Command "& { $script } '$TestDrive/repository'"
        $said[0] | Should -BeLike "$where/*/Gelf/*"
        $said[1] | Should -BeLike 'Creates a tap*'
        $said[2] | Should -Be 'Running'
    }
}

Describe 'The scripts and the manifest' {
    It 'leave PSScriptAnalyzer nothing to say' -Skip:(-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
        $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $found = 'bench', 'examples', 'tests/Pester', 'tools' | ForEach-Object { Invoke-ScriptAnalyzer -Path "$root/$_" -Recurse }
        $found = @($found) + @('build.ps1', 'Gelf.psd1' | ForEach-Object { Invoke-ScriptAnalyzer -Path "$root/$_" })
        $found | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName)" } | Should -BeNullOrEmpty
    }
}
