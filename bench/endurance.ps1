# Dot-sourced by bench.ps1: full load for a long time, and what becomes of the memory.

function Measure-Endurance {
    param($Contenders)
    foreach ($contender in $Contenders | Where-Object { $_.Name -in 'gelf-direct-sealed', 'gelf-chromium-sealed' }) {
        $run = [ordered]@{ name = $contender.Name; title = $contender.Title; minutes = $Endurance }
        Write-Host "endurance  $($contender.Name)  $Endurance min ..."
        Use-Lab $contender 'endurance' { Measure-EnduranceRun -Lab $args[0] -Contender $contender -Run $run }
        $run
    }
}

function Measure-EnduranceRun {
    param($Lab, $Contender, $Run)
    $tunnel = Connect-Lab $Lab $Contender
    $duration = [Math]::Max(2, [int] ($Endurance * 60))
    # Often: what garbage collection takes and gives averages out only over many samples.
    $interval = 1.0
    if ($Contender.Way -eq 'chromium') {
        $null = Open-LabProcess $Lab phone tab-heap 'dotnet', (Get-BenchProgram TabHeap), (Get-DebuggingPortFile $Lab), "$interval"
    }
    Open-IperfServer $Lab
    $load = Open-LabProcess $Lab host1 iperf3-load 'iperf3', '-J', '-c', $tunnel.Target, '-P', '8', '-t', $duration

    $watch = [Diagnostics.Stopwatch]::StartNew()
    $samples = while (-not $load.WaitForExit([int] ($interval * 1000)) -and $watch.Elapsed.TotalSeconds -le $duration + 60) {
        @{ At = $watch.Elapsed.TotalSeconds; Resident = Get-LargestResidentSize $tunnel.ProcessIds }
    }
    Wait-LabProcess $Lab $load 'iperf3' -Seconds 0
    $Run.throughput = (Read-IperfReport (Get-Content "$($Lab.Folder)/iperf3-load.log" -Raw) $load.ExitCode).bits_per_second / 1e9
    $Run.relay = Get-Trend $samples.At $samples.Resident
    if ($Contender.Way -eq 'chromium') {
        $lines = (Get-Content "$($Lab.Folder)/tab-heap.log") -match '^[\d.]+ \d+ \d+$'
        $samples = @($lines | ConvertFrom-Csv -Delimiter ' ' -Header At, Heap, Buffers)
        if (-not $samples) {
            throw "the tab's memory could not be sampled.$(Get-LabLog $Lab)"
        }
        $Run.tabHeap = Get-Trend $samples.At $samples.Heap
        $Run.tabBuffers = Get-Trend $samples.At $samples.Buffers
    }
}

# What the samples say: the most, the usual, and how much it grew after the first fifth, in which a program finds its size. It is the
# growth of the least in each of eight parts, which is what collections of garbage leave: what they come and go with, up to 90 MiB of
# buffers in a tab, makes the slope of all samples a matter of chance, by 5 MiB either way in ten minutes.
function Get-Trend {
    param([double[]] $Times, [double[]] $Bytes)
    if ($Times.Count -lt 5) {
        throw 'there are too few samples; measure for longer.'
    }
    $from = [int] ($Times.Count / 5)
    $count = $Times.Count - $from
    $parts = [Math]::Min(8, $count)
    $least = foreach ($part in 0..($parts - 1)) {
        $first = $from + [Math]::Floor($part * $count / $parts)
        $next = $from + [Math]::Floor(($part + 1) * $count / $parts)
        @{ At = $Times[$first]; Bytes = ($Bytes[$first..($next - 1)] | Measure-Object -Minimum).Minimum }
    }
    [ordered]@{
        maxMiB = ($Bytes | Measure-Object -Maximum).Maximum / 1MB
        medianMiB = (Get-Median $Bytes) / 1MB
        growthMiB = (Get-Slope $least.At $least.Bytes) * ($Times[-1] - $Times[$from]) / 1MB
        seconds = $Times
        samplesMiB = @($Bytes | ForEach-Object { $_ / 1MB })
    }
}
