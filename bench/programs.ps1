# Dot-sourced: the programs of bench/ that are built.
function Get-BenchProgram {
    param([string] $Name)
    "$root/bench/$Name/bin/Release/net10.0/linux-x64/$Name.dll"
}
