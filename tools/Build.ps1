# Builds the module and lays it out in out/Gelf.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Native.ps1"
$root = [IO.Path]::GetFullPath("$PSScriptRoot/..")
$out = "$root/out"

# Two builds at once would write over each other's intermediate files.
function Enter-BuildLock {
    $told = $false
    while ($true) {
        try {
            return [IO.FileStream]::new("$out/.build.lock", 'OpenOrCreate', 'ReadWrite', 'None')
        }
        catch [IO.IOException] {
            if (-not $told) {
                [Console]::Error.WriteLine('build.ps1: waiting for another build to end ...')
                $told = $true
            }
            [Threading.Thread]::Sleep(200)
        }
    }
}

$null = [IO.Directory]::CreateDirectory($out)
$lock = Enter-BuildLock
try {
    # From before the build: what is edited meanwhile counts as newer.
    $fingerprint = & sh "$PSScriptRoot/fingerprint.sh" module

    $next = "$out/.Gelf.next"
    if ([IO.Directory]::Exists($next)) {
        [IO.Directory]::Delete($next, $true)
    }
    Invoke-Native dotnet 'build', "$root/src/Gelf.PowerShell", '-c', 'Release', '-t:LayOutModule', "-p:ModuleFolder=$next"

    # By a program of its own, since the module is loaded for it, and what is loaded cannot be replaced.
    Invoke-Native dotnet 'build', "$root/src/Gelf.Help", '-c', 'Release', '--nologo', '-v', 'quiet'
    $help = "$root/src/Gelf.Help/bin/Release/net10.0/linux-x64/Gelf.Help.dll"
    Invoke-Native dotnet $help, 'build', "$next/Gelf.psd1", "$root/docs/en-US", "$next/en-US"

    & "$PSScriptRoot/Notices.ps1" -Packages "$next.packages" -PageFolder "$root/src/Gelf.Web" -Path "$next/THIRD-PARTY-NOTICES.txt"
    [IO.File]::Delete("$next.packages")

    $stray = @([IO.Directory]::GetFiles("$next/dependencies") | ForEach-Object { [IO.Path]::GetFileName($_) } |
        Where-Object { $_ -like 'System.*' })
    if ($stray) {
        throw "The module must not carry what pwsh has itself: $stray."
    }

    # Put in its place whole: a process that has the old module loaded keeps its files.
    [IO.File]::Delete("$out/Gelf.sources")
    if ([IO.Directory]::Exists("$out/.Gelf.old")) {
        [IO.Directory]::Delete("$out/.Gelf.old", $true)
    }
    if ([IO.Directory]::Exists("$out/Gelf")) {
        [IO.Directory]::Move("$out/Gelf", "$out/.Gelf.old")
    }
    [IO.Directory]::Move($next, "$out/Gelf")
    if ([IO.Directory]::Exists("$out/.Gelf.old")) {
        [IO.Directory]::Delete("$out/.Gelf.old", $true)
    }
    [IO.File]::WriteAllText("$out/Gelf.sources", "$fingerprint`n")
}
finally {
    $lock.Dispose()
}
"The module is in $out/Gelf."
