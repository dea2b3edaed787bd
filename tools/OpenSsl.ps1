# Fetches Debian's OpenSSL for kinds of machines, and puts its libraries and its licence into a folder for each, such as amd64.
# It uses this machine's package sources, but its own apt state, so that the machine stays as it is.
param([string[]] $Machine, [string] $Path)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

if (-not (Get-Command apt-get -CommandType Application -ErrorAction Ignore)) {
    throw 'A bundle carries the OpenSSL of Debian, and there is no apt-get to fetch it with: make it on Debian, or in a container of it.'
}
Remove-Item $Path -Recurse -Force -ErrorAction Ignore
$state = (New-Item -ItemType Directory $Path/apt).FullName
$null = New-Item -ItemType Directory $state/lists/partial, $state/cache/archives/partial
$null = New-Item $state/status
$options = @(
    '-qq'
    $Machine | ForEach-Object { '-o', "APT::Architectures::=$_" }
    '-o', "Dir::State=$state", '-o', "Dir::State::status=$state/status", '-o', "Dir::Cache=$state/cache"
    '-o', 'Acquire::Languages=none', '-o', 'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false'
    # apt's own user could not write to a folder that only root may enter.
    '-o', 'APT::Sandbox::User=root'
)
apt-get @options update | Out-Host
# Debian 12 calls it libssl3, later ones libssl3t64.
$package = @(apt-cache @options pkgnames libssl3 | Where-Object { $_ -in 'libssl3', 'libssl3t64' })[0]
Push-Location $state
try {
    apt-get @options download ($Machine | ForEach-Object { "${package}:$_" }) | Out-Host
}
finally {
    Pop-Location
}
foreach ($one in $Machine) {
    dpkg-deb -x (Get-Item $state/*_$one.deb) $state/$one
    $null = New-Item -ItemType Directory $Path/$one
    Copy-Item $state/$one/usr/lib/*/lib*.so.3, $state/$one/usr/share/doc/$package/copyright $Path/$one
}
Remove-Item $state -Recurse
