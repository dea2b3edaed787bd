# Writes THIRD-PARTY-NOTICES.txt: the licences of all that the module carries, from the packages themselves. One that has no
# licence with it is an error: it must not be carried.
#
# Packages    a file: the folder of NuGet's packages, then a line "id|version" for each
# PageFolder  the folder of the page, whose packages of npm are those in its lock file that are not for development
param([string] $Packages, [string] $PageFolder, [string] $Path)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

function Get-LicenceText {
    param([string] $Name, [string] $Folder)
    $files = @([IO.Directory]::GetFiles($Folder) | Where-Object { [IO.Path]::GetFileName($_) -match '^(licen[cs]e|copying|third-party-notices)(\.md|\.txt)?$' } | ForEach-Object { $_ })
    if (-not ($files -match 'licen|copying')) {
        throw "$Name is carried and has no licence in $Folder."
    }
    [Array]::Sort($files, [StringComparer]::Ordinal)
    ($files | ForEach-Object { [IO.File]::ReadAllText($_).Replace("`r", '').Trim([char] 0xFEFF, "`n", ' ') }) -join "`n`n"
}

$carried = @(
    $packageRoot, $lines = [IO.File]::ReadAllLines($Packages)
    foreach ($line in $lines) {
        $id, $version = $line -split '\|'
        [pscustomobject]@{ Name = "$id $version"; Folder = "$packageRoot/$($id.ToLowerInvariant())/$version" }
    }
    $lock = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText("$PageFolder/package-lock.json"))
    foreach ($entry in $lock.RootElement.GetProperty('packages').EnumerateObject()) {
        $ignored = [Text.Json.JsonElement]::new()
        if ($entry.Name -ne '' -and -not $entry.Value.TryGetProperty('dev', [ref] $ignored)) {
            $name = $entry.Name -replace '^.*node_modules/', ''
            [pscustomobject]@{ Name = "$name $($entry.Value.GetProperty('version').GetString())"; Folder = "$PageFolder/$($entry.Name)" }
        }
    }
    $lock.Dispose()
)

$bar = '=' * 80
$text = [Text.StringBuilder]::new("The licence of Gelf is in LICENSE. Gelf carries these components, whose licences follow:`n`n")
foreach ($one in $carried) {
    $null = $text.Append("- $($one.Name)`n")
}
foreach ($one in $carried) {
    $null = $text.Append("`n$bar`n$($one.Name)`n$bar`n`n$(Get-LicenceText -Name $one.Name -Folder $one.Folder)`n")
}
[IO.File]::WriteAllText($Path, $text.ToString())
