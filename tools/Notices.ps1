# Writes THIRD-PARTY-NOTICES.txt: the licences of everything in the module, taken from the packages. A package without a licence is
# an error: the module must not contain it.
#
# Packages    a file: the folder of NuGet's packages, then a line "id|version" for each
# PageFolder  the folder of the page, whose packages of npm are those in its lock file that are not for development
param([string] $Packages, [string] $PageFolder, [string] $Path)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Get-LicenceText {
    param([string] $Name, [string] $Folder)
    $files = @(Get-ChildItem $Folder -File | Where-Object Name -Match '^(licen[cs]e|copying|third-party-notices)(\.md|\.txt)?$' | Sort-Object Name -Culture '')
    if (-not ($files.Name -match 'licen|copying')) {
        throw "$Name is carried and has no licence in $Folder."
    }
    ($files | ForEach-Object { (Get-Content $_ -Raw).Replace("`r", '').Trim() }) -join "`n`n"
}

$carried = @(
    $packageRoot, $lines = Get-Content $Packages
    foreach ($line in $lines) {
        $id, $version = $line -split '\|'
        @{ Name = "$id $version"; Folder = "$packageRoot/$($id.ToLowerInvariant())/$version" }
    }
    $lock = Get-Content $PageFolder/package-lock.json -Raw | ConvertFrom-Json -AsHashtable
    foreach ($entry in $lock.packages.GetEnumerator() | Where-Object { $_.Key -and -not $_.Value['dev'] }) {
        @{ Name = "$($entry.Key -replace '^.*node_modules/') $($entry.Value.version)"; Folder = "$PageFolder/$($entry.Key)" }
    }
)

$bar = '=' * 80
Set-Content $Path @(
    'The licence of Gelf is in LICENSE. Gelf carries these components, whose licences follow:'
    ''
    $carried | ForEach-Object { "- $($_.Name)" }
    $carried | ForEach-Object { "", $bar, $_.Name, $bar, "", (Get-LicenceText @_) }
)
