# Dot-sourced: who is compared. A contender is a table, made by a file in contenders/:
#   Name, Title   for people; -Contender takes names
#   Ours          whether its failure is ours
#   Routed        whether the phone is a router for it
#   Program       the programs that it needs
#   Package       the Debian packages that bring them
#   Version       tells its version
#   Start         joins host1 and host2 in a lab; returns the address of host2 (Target) and whose memory counts (ProcessIds)
#   Measure       instead of Start, for what is no tunnel: returns figures itself

function Get-Contender {
    param([string[]] $Like)
    # In the order of tables: the limit, ours, the others.
    $all = @('veth', 'gelf', 'tab-limit', 'openvpn', 'tinc', 'n2n' | ForEach-Object { & "$PSScriptRoot/contenders/$_.ps1" })
    $patterns = @($Like | ForEach-Object { $_.Trim() })
    foreach ($pattern in $patterns) {
        if (-not @($all | Where-Object { $_.Name -like $pattern })) {
            throw "No contender is called '$pattern'; there are $(($all | ForEach-Object { $_.Name }) -join ', ')."
        }
    }
    $all | Where-Object {
        $name = $_.Name
        @($patterns | Where-Object { $name -like $_ }).Count -gt 0
    }
}

function Test-Contender {
    param($Contender)
    @($Contender['Program'] | Where-Object { $_ -and -not (Test-Program $_) }).Count -eq 0
}
