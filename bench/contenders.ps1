# Dot-sourced: who is compared. A contender is a table, made by a file in contenders/:
#   Name, Title   for people; -Contender takes names
#   Ours          whether its failure is ours
#   Routed        whether the phone is a router for it
#   Program       the programs that it needs
#   Package       the Debian packages that bring them
#   Version       tells its version
#   Start         joins host1 and host2 in a lab; returns the address of host2 (Target) and whose memory counts (ProcessIds)
#   Measure       instead of Start, for what is no tunnel: returns figures itself

# WebKitGTK's own small browser, which is not on PATH.
$script:miniBrowser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

function Get-Contender {
    param([string[]] $Like)
    # In the order of tables: the limit, ours, the others.
    $patterns = $Like.Trim()
    $all = 'veth', 'gelf', 'tab-limit', 'openvpn', 'tinc', 'n2n' | ForEach-Object { & "$PSScriptRoot/contenders/$_.ps1" }
    foreach ($pattern in $patterns) {
        if (-not ($all.Name -like $pattern)) {
            throw "No contender is called '$pattern'; there are $($all.Name -join ', ')."
        }
    }
    $all | Where-Object { $name = $_.Name; $patterns | Where-Object { $name -like $_ } }
}

function Test-Contender {
    param($Contender)
    -not ($Contender['Program'] | Where-Object { $_ -and -not (Test-Program $_) })
}

# A program of bench/, as it was built.
function Get-BenchProgram {
    param([string] $Name)
    "$root/bench/$Name/bin/Release/net10.0/$Name.dll"
}
