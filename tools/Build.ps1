# Builds the module and lays it out in out/Gelf.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
$module = "$root/out/Gelf"
$next = "$root/out/Gelf.next"

Remove-Item $next -Recurse -Force -ErrorAction Ignore
dotnet build $root/src/Gelf.Help -c Release --nologo -v quiet
dotnet build $root/src/Gelf.PowerShell -c Release --nologo -v quiet -t:LayOutModule -p:ModuleFolder=$next
# By a program of its own, since the module is loaded for it, and what is loaded cannot be replaced.
dotnet $root/src/Gelf.Help/bin/Release/net10.0/Gelf.Help.dll build $next/Gelf.PowerShell.dll $root/docs/en-US $next/en-US
& $PSScriptRoot/Notices.ps1 -Packages "$next.packages" -PageFolder $root/src/Gelf.Web -Path $next/THIRD-PARTY-NOTICES.txt
Remove-Item "$next.packages"

# Put in its place whole: a process that has the old module loaded keeps its files. ./gelf takes the time of
# the manifest for that of the build.
Remove-Item $module -Recurse -Force -ErrorAction Ignore
Move-Item $next $module
"The module is in $module."
