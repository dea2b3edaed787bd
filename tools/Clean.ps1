# Removes everything that was built, but for the shell that may be running this.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath("$PSScriptRoot/..")

$folders = @(
    foreach ($project in 'src', 'tests', 'bench' | ForEach-Object { [IO.Directory]::GetDirectories("$root/$_") }) {
        foreach ($name in 'bin', 'obj', 'out', 'dist', 'node_modules') { "$project/$name" }
    }
    if ([IO.Directory]::Exists("$root/out")) {
        [IO.Directory]::GetDirectories("$root/out") | Where-Object { [IO.Path]::GetFileName($_) -ne 'shell' }
    }
)
foreach ($folder in $folders) {
    if ([IO.Directory]::Exists($folder)) {
        "removing $folder"
        [IO.Directory]::Delete($folder, $true)
    }
}
if ([IO.Directory]::Exists("$root/out")) {
    [IO.File]::Delete("$root/out/Gelf.sources")
}
