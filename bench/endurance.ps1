# Dot-sourced by bench.ps1: full load for a long time, and what becomes of the memory.

function Measure-Endurance {
    param($Contenders, $Results)
    foreach ($contender in $Contenders | Where-Object { $_.Name -in 'gelf-direct-sealed', 'gelf-chromium-sealed' }) {
        $run = [ordered]@{ name = $contender.Name; title = $contender.Title; minutes = $Endurance }
        Write-Note "endurance  $($contender.Name)  $Endurance min ..."
        Use-Lab $contender $Results 'endurance' -Routed:$contender.Routed {
            param($lab)
            Measure-EnduranceRun -Lab $lab -Contender $contender -Run $run
        }
        $run
    }
}

function Measure-EnduranceRun {
    param($Lab, $Contender, $Run)
    $tunnel = @{}
    $to = Connect-Lab $Lab $Contender $tunnel
    $duration = [Math]::Max(2, [int] ($Endurance * 60))
    # Often: what garbage collection takes and gives averages out only over many samples.
    $interval = 1.0
    if ($Contender.Program -eq 'chromium') {
        $portFile = Get-DebuggingPortFile $Lab
        $line = @('dotnet', (Get-BenchProgram TabHeap), $portFile, $interval.ToString([cultureinfo]::InvariantCulture))
        $null = Open-LabProcess $Lab phone 'tab-heap' $line
    }
    Open-IperfServer $Lab
    $load = Open-LabProcess $Lab host1 'iperf3-load' @('iperf3', '-J', '-c', $to, '-P', '8', '-t', "$duration")

    $times = [Collections.Generic.List[double]]::new()
    $resident = [Collections.Generic.List[double]]::new()
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not $load.WaitForExit([int] ($interval * 1000))) {
        if ($watch.Elapsed.TotalSeconds -gt $duration + 60) {
            throw "iperf3 did not come to its end.$(Get-LabLog $Lab)"
        }
        $times.Add($watch.Elapsed.TotalSeconds)
        $resident.Add((Get-Percentile @($tunnel.ProcessIds | ForEach-Object { Get-ResidentSize $_ }) 1))
    }
    $Run.throughput = (Read-IperfReport ([IO.File]::ReadAllText("$($Lab.Folder)/iperf3-load.log")) $load.ExitCode).BitsPerSecond / 1e9
    $Run.relay = Get-Trend $times $resident
    if ($Contender.Program -eq 'chromium') {
        $samples = @([IO.File]::ReadAllLines("$($Lab.Folder)/tab-heap.log") | Where-Object { $_ -match '^[\d.]+ \d+ \d+$' })
        if (-not $samples) {
            throw "the tab's memory could not be sampled.$(Get-LabLog $Lab)"
        }
        $columns = foreach ($column in 0, 1, 2) {
            , [double[]] @($samples | ForEach-Object { [double] ($_ -split ' ')[$column] })
        }
        $Run.tabHeap = Get-Trend $columns[0] $columns[1]
        $Run.tabBuffers = Get-Trend $columns[0] $columns[2]
    }
}

# What the samples say: the most, the usual, and how much it grew after the first fifth, in which a program finds its size. It is the
# growth of the least in each of eight parts, which is what collections of garbage leave: what they come and go with, up to 90 MiB of
# buffers in a tab, makes the slope of all samples a matter of chance, by 5 MiB either way in ten minutes.
function Get-Trend {
    param([double[]] $Times, [double[]] $Bytes)
    if ($Times.Length -lt 5) {
        throw 'there are too few samples; measure for longer.'
    }
    $from = [int] ($Times.Length / 5)
    $count = $Times.Length - $from
    $parts = [Math]::Min(8, $count)
    $starts = [double[]]::new($parts)
    $least = [double[]]::new($parts)
    for ($part = 0; $part -lt $parts; $part++) {
        $first = $from + [Math]::Floor($part * $count / $parts)
        $next = $from + [Math]::Floor(($part + 1) * $count / $parts)
        $starts[$part] = $Times[$first]
        $least[$part] = Get-Percentile $Bytes[$first..($next - 1)] 0
    }
    [ordered]@{
        maxMiB = (Get-Percentile $Bytes 1) / 1MB
        medianMiB = (Get-Median $Bytes) / 1MB
        growthMiB = (Get-Slope $starts $least) * ($Times[-1] - $Times[$from]) / 1MB
        seconds = $Times
        samplesMiB = [double[]] @($Bytes | ForEach-Object { $_ / 1MB })
    }
}
