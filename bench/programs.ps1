# Dot-sourced: the programs of bench/ that are built.
function Get-BenchProgram {
    param([string] $Name)
    "$root/bench/$Name/bin/Release/net10.0/$Name.dll"
}

# WebKitGTK's own small browser, which is not on PATH.
$script:miniBrowser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
