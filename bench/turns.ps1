# Dot-sourced by bench.ps1: contenders in turn, each in a lab of its own.

function Write-Note { param([string] $Text) [Console]::Out.WriteLine($Text) }

# Lets each contender have its turn in every round, and returns for each the medians and the rounds.
# Measure is given a contender and what this turn is called, and returns its figures.
function Measure-InTurn {
    param($Contenders, $Figures, [string] $Title, [scriptblock] $Measure)
    $runs = @{}
    foreach ($contender in $Contenders) {
        $runs[$contender.Name] = [Collections.Generic.List[object]]::new()
    }
    for ($round = 0; $round -lt $Rounds; $round++) {
        for ($turn = 0; $turn -lt $Contenders.Count; $turn++) {
            # Another one starts each round: who comes first meets a cooler machine.
            $contender = $Contenders[($turn + $round) % $Contenders.Count]
            $what = "$Title, round $($round + 1) of $Rounds"
            $run = & $Measure $contender $what
            $runs[$contender.Name].Add($run)
            Write-Note "$what`: $($contender.Name.PadRight(20)) $(Format-Run $Figures $run)"
        }
    }
    foreach ($contender in $Contenders) {
        [ordered]@{
            name = $contender.Name
            title = $contender.Title
            median = Get-MedianFigure $Figures $runs[$contender.Name]
            rounds = @($runs[$contender.Name])
        }
    }
}

# Runs what is given in a lab of its own. A failure is noted and told, and the rest goes on.
function Use-Lab {
    param($Contender, $Results, [string] $What, [switch] $Routed, [scriptblock] $Action)
    $lab = Initialize-Lab "$work/lab"
    try {
        Add-LabNetwork -Routed:$Routed
        & $Action $lab
    }
    catch {
        $Results.failures.Add([ordered]@{ name = $Contender.Name; ours = $Contender.Ours; what = $What; why = $_.Exception.Message })
        Write-Note "$($Contender.Name), $What`: $($_.Exception.Message)"
        if (-not $_.Exception.WasThrownFromThrowStatement) {
            Write-Note $_.ScriptStackTrace
        }
    }
    finally {
        Clear-Lab $lab
    }
}

# Has a contender join the hosts, and waits until they are; returns host2's address. What else it tells goes into $Tunnel.
function Connect-Lab {
    param($Lab, $Contender, $Tunnel = @{})
    $started = & $Contender.Start $Lab $Contender
    foreach ($key in $started.Keys) {
        $Tunnel[$key] = $started[$key]
    }
    Wait-Lab $Lab "host1 reaches $($started.Target)" {
        $null = & ip netns exec host1 ping -n -c 1 -W 1 $started.Target
        $LASTEXITCODE -eq 0
    }
    Enable-LabCongestionControl # of the tunnel's own routes
    $started.Target
}

function Get-MedianFigure {
    param($Figures, $Runs)
    $median = [ordered]@{}
    foreach ($figure in $Figures) {
        $values = [double[]] @($Runs | Where-Object { $null -ne $_[$figure.Key] } | ForEach-Object { $_[$figure.Key] })
        $median[$figure.Key] = Get-Median $values
    }
    $median
}

function Format-Run {
    param($Figures, $Run)
    ($Figures | Where-Object { $null -ne $Run[$_.Key] } | ForEach-Object { "$($_.Key) $(Format-Figure $_ $Run[$_.Key])" }) -join '  '
}
