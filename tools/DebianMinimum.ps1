# Makes out/debian-minimum.tar, unless it exists: Debian's smallest installation, from the package sources of this machine.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. $PSScriptRoot/Root.ps1
$path = Join-Path (Split-Path $PSScriptRoot) out/debian-minimum.tar
if (Test-Path $path) {
    return
}

$sources = Get-Item /etc/apt/sources.list, /etc/apt/sources.list.d/*.list, /etc/apt/sources.list.d/*.sources -ErrorAction Ignore
$program, $arguments = @(Get-RootPrefix) + 'mmdebstrap' + '--quiet' + '--variant=minbase' + '--format=tar'
$null = New-Item -ItemType Directory (Split-Path $path) -Force
& $program @arguments --aptopt='Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false"' '' "$path.part" @sources
Move-Item "$path.part" $path
