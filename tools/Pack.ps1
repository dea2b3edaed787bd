# Makes out/Gelf.<version>.nupkg of the module. Install-PSResource takes it from a folder that is registered as a repository.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$out = Join-Path (Split-Path $PSScriptRoot) out

& $PSScriptRoot/Build.ps1
# What there is of another version would be in the same repository, if somebody registers the folder.
Remove-Item $out/Gelf.*.nupkg
Compress-PSResource -Path $out/Gelf -DestinationPath $out
"The package is $(Get-Item $out/Gelf.*.nupkg)."
