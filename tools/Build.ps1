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
# A separate program loads the module to make its help: this process could not replace a module that it has loaded.
dotnet $root/src/Gelf.Help/bin/Release/net10.0/Gelf.Help.dll build $next/Gelf.PowerShell.dll $root/docs/en-US $next/en-US
& $PSScriptRoot/Notices.ps1 -Packages "$next.packages" -PageFolder $root/src/Gelf.Web -Path $next/THIRD-PARTY-NOTICES.txt
Remove-Item "$next.packages"

# Replace the folder as a whole: a process that has loaded the old module keeps its files. ./gelf reads the time of the build from
# the manifest.
Remove-Item $module -Recurse -Force -ErrorAction Ignore
Move-Item $next $module
"The module is in $module."
