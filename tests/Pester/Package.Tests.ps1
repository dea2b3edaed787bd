BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    Remove-Module Gelf

    # Where modules are installed to follows HOME, which pwsh reads at its start: so in one of its own.
    function Invoke-AtHome {
        param([string] $UserHome, [string] $Script)
        $ours = $env:HOME
        $env:HOME = $UserHome
        try {
            pwsh -NoProfile -NoLogo -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script"
        }
        finally {
            $env:HOME = $ours
        }
    }
}

Describe 'The package' {
    It 'is found in a folder, installed from it, and works by its name' {
        $repository = New-Item -ItemType Directory "$TestDrive/repository"
        $userHome = New-Item -ItemType Directory "$TestDrive/home"
        Copy-Item "$PSScriptRoot/../../out/Gelf.*.nupkg" $repository

        $said = Invoke-AtHome $userHome "
            Register-PSResourceRepository local -Uri '$repository' -Trusted
            (Find-PSResource Gelf -Repository local).Type
            Install-PSResource Gelf -Repository local
            Start-GelfRelay -Port 0 -Encrypt 6>`$null | ForEach-Object { `"`$(`$_.State) `$(`$_.Sealed)`" }
            (Get-Module Gelf).Path
            (Get-Help Start-GelfRelay).Synopsis -like 'Start-GelfRelay *'"

        $LASTEXITCODE | Should -Be 0
        $version = (Import-PowerShellDataFile $manifest).ModuleVersion
        $installed = "$userHome/.local/share/powershell/Modules/Gelf/$version/Gelf.PowerShell.dll"
        $said | Should -Be 'Module', 'Running True', $installed, 'False'
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'has a manifest that PowerShell takes for a good one' {
        $module = Test-ModuleManifest $manifest -ErrorAction Stop
        $module.Description | Should -Not -BeNullOrEmpty
        $module.PowerShellVersion | Should -Be '7.6'
        $module.CompatiblePSEditions | Should -Be 'Core'
        $module.ExportedCommands.Keys.Count | Should -BeGreaterThan 15
    }
}
