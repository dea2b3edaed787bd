# Makes out/Gelf.<version>.nupkg of the module. Install-PSResource takes it from a folder that is registered as a repository.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$out = Join-Path (Split-Path $PSScriptRoot) out

& $PSScriptRoot/Build.ps1
# Remove other versions: whoever registers the folder as a repository would see them, too.
Remove-Item $out/Gelf.*.nupkg
Compress-PSResource -Path $out/Gelf -DestinationPath $out
"The package is $(Get-Item $out/Gelf.*.nupkg)."
