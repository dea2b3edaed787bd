# Makes out/gelf-<version>-linux-<machine>.tar.gz of the module in out/Gelf: .NET, PowerShell and Gelf in one folder.
param([string[]] $Machine = @('x64', 'arm64'))
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
$out = "$root/out"
# Not in out, which is on PSModulePath: shells would find the copy of Gelf that is in the making.
$work = "$root/src/Gelf.Bundle/obj/bundle"
$version = (Import-PowerShellDataFile $out/Gelf/Gelf.psd1).ModuleVersion
$nameAtDebian = @{ x64 = 'amd64'; arm64 = 'arm64' }

Remove-Item $work, $out/gelf-*.tar.gz -Recurse -Force -ErrorAction Ignore
& $PSScriptRoot/OpenSsl.ps1 -Machine $nameAtDebian[$Machine] -Path $work/openssl
foreach ($one in $Machine) {
    $name = "gelf-$version-linux-$one"
    $folder = "$work/$name"
    dotnet publish $root/src/Gelf.Bundle -c Release -r linux-$one -o $folder/lib --nologo -v quiet
    Move-Item $folder/lib/licences $folder
    $null = New-Item -ItemType Directory $folder/modules, $folder/lib/openssl, $folder/licences/openssl
    Copy-Item $work/openssl/$($nameAtDebian[$one])/*.so.3 $folder/lib/openssl
    Copy-Item $work/openssl/$($nameAtDebian[$one])/copyright, /usr/share/common-licenses/Apache-2.0 $folder/licences/openssl
    Copy-Item $out/Gelf $folder/modules -Recurse
    Get-ChildItem $folder/modules/Gelf/dependencies -Directory -Exclude linux-$one | Remove-Item -Recurse
    Copy-Item $root/src/Gelf.Bundle/gelf, $root/LICENSE $folder

    # Packages do not set file modes reliably.
    chmod -R u=rwX,go=rX $folder
    find $folder -type f ! -name gelf ! -name pwsh ! -name createdump -exec chmod a-x '{}' +
    tar -C $work --sort=name --owner=root:0 --group=root:0 -czf $out/$name.tar.gz $name
    "The bundle is $out/$name.tar.gz."
}
Remove-Item $work -Recurse
