# Dot-sourced by bench.ps1: contenders in turn, each in a lab of its own.

# Lets each contender have its turn in every round, and returns for each the medians and the rounds.
# Measure is given a contender and what this turn is called, and returns its figures.
function Measure-InTurn {
    param($Contenders, $Figures, [string] $Title, [scriptblock] $Measure)
    $turns = @(foreach ($round in 1..$Rounds) {
        for ($turn = 0; $turn -lt $Contenders.Count; $turn++) {
            # Another one starts each round: who comes first meets a cooler machine.
            $contender = $Contenders[($turn + $round - 1) % $Contenders.Count]
            $what = "$Title, round $round of $Rounds"
            $run = & $Measure $contender $what
            $told = $Figures | Where-Object { $null -ne $run[$_.Key] } |
                ForEach-Object { "$($_.Key) $(Format-Figure $run[$_.Key] $_.Format)" }
            Write-Host "${what}: $($contender.Name.PadRight(20)) $($told -join '  ')"
            @{ Name = $contender.Name; Run = $run }
        }
    })
    foreach ($contender in $Contenders) {
        $runs = @($turns | Where-Object { $_.Name -eq $contender.Name } | ForEach-Object { $_.Run })
        $median = [ordered]@{}
        foreach ($key in $Figures.Key) {
            $median[$key] = Get-Median @($runs | ForEach-Object { $_[$key] } | Where-Object { $null -ne $_ })
        }
        [ordered]@{ name = $contender.Name; title = $contender.Title; median = $median; rounds = $runs }
    }
}

# Runs what is given in a lab of its own. A failure is noted and told, and the rest goes on.
function Use-Lab {
    param($Contender, [string] $What, [scriptblock] $Action)
    $lab = Initialize-Lab
    try {
        Add-LabNetwork -Routed:$Contender.Routed
        & $Action $lab
    }
    catch {
        $results.failures += [ordered]@{ name = $Contender.Name; ours = $Contender.Ours; what = $What; why = "$_" }
        Write-Host "$($Contender.Name), ${What}: $_`n$(($_.ScriptStackTrace -split "`n")[0])"
    }
    finally {
        Clear-Lab $lab
    }
}

# Has a contender join the hosts, and waits until they are; returns host2's address, and whose memory counts.
function Connect-Lab {
    param($Lab, $Contender)
    $tunnel = & $Contender.Start $Lab $Contender
    Wait-Lab $Lab "host1 reaches $($tunnel.Target)" {
        $null = ip netns exec host1 ping -n -c 1 -W 1 $tunnel.Target
        $LASTEXITCODE -eq 0
    }
    Enable-LabCongestionControl # of the tunnel's own routes
    $tunnel
}
