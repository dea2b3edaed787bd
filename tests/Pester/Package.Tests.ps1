BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # Where modules are installed to, and found, follows HOME and others, which pwsh reads at its start: so in one of its own.
    function Invoke-AtHome {
        param([string] $UserHome, [string] $Script)
        env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_CACHE_HOME -u PSModulePath "HOME=$UserHome" `
            @pwsh -NoProfile -NoLogo -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script"
    }
}

AfterAll {
    Exit-Session
}

Describe 'The package' {
    It 'is found in a folder, installed from it, and works by its name' {
        $version = (Import-PowerShellDataFile $manifest).ModuleVersion
        $package = "$PSScriptRoot/../../out/Gelf.$version.nupkg"
        if (-not (Test-Path $package)) {
            Set-ItResult -Skipped -Because "there is no out/Gelf.$version.nupkg; './gelf build.ps1 -Task Pack' makes it"
        }
        $repository = New-Item -ItemType Directory "$TestDrive/repository"
        $userHome = New-Item -ItemType Directory "$TestDrive/home"
        Copy-Item $package $repository

        $said = Invoke-AtHome $userHome "
            Register-PSResourceRepository local -Uri '$repository' -Trusted
            (Find-PSResource Gelf -Repository local).Type
            Install-PSResource Gelf -Repository local
            Start-GelfRelay -Port 0 -Encrypt 6>`$null | ForEach-Object { `"`$(`$_.State) `$(`$_.Sealed)`" }
            Split-Path (Get-Module Gelf).Path
            (Get-Help Start-GelfRelay).Synopsis -like 'Start-GelfRelay *'"

        $LASTEXITCODE | Should -Be 0
        $installed = "$userHome/.local/share/powershell/Modules/Gelf/$version"
        $said | Should -Be 'Module', 'Running True', $installed, 'False'
        Get-InterfaceChange | Should -BeNullOrEmpty
    }

    It 'has a manifest that PowerShell takes for a good one' {
        $module = Test-ModuleManifest $manifest -ErrorAction Stop
        $module.Description | Should -Not -BeNullOrEmpty
        $module.PowerShellVersion | Should -Be '7.6'
        $module.CompatiblePSEditions | Should -Be 'Core'
        $module.ExportedCommands.Keys.Count | Should -BeGreaterThan 15
    }
}
