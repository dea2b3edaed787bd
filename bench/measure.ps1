# Dot-sourced by bench.ps1: what is measured between host1 and host2. Every figure is a plain number, in the units that
# figures.ps1 names.

# A server for one run. The one of the run before may take a moment longer than its client, and would hold the port.
function Open-IperfServer {
    param($Lab)
    if ($Lab.Server -and -not $Lab.Server.WaitForExit(10000)) {
        $Lab.Server.Kill()
        $Lab.Server.WaitForExit()
    }
    $Lab.Server = Open-LabProcess $Lab host2 iperf3-server 'iperf3', '-s', '-1'
    Wait-Lab $Lab 'iperf3 listens' { ip netns exec host2 ss -Hltn 'sport = :5201' } -Process $Lab.Server
}

# One run of iperf3 from host1: what it received, in the words of its JSON report.
function Measure-Iperf {
    param($Lab, [string] $To, [double] $Seconds, [string[]] $Options)
    $PSNativeCommandUseErrorActionPreference = $false # the report tells what failed
    Open-IperfServer $Lab
    $text = ip netns exec host1 timeout -k 5 ([int] $Seconds + 30) iperf3 -J -c $To -t ([Math]::Ceiling($Seconds)) @Options
    Read-IperfReport ($text -join "`n") $LASTEXITCODE
}

function Read-IperfReport {
    param([string] $Text, [int] $ExitCode)
    if (-not $Text) {
        throw "iperf3 ended with exit code $ExitCode and without a report."
    }
    $report = $Text | ConvertFrom-Json -AsHashtable
    if ($report['error']) {
        throw "iperf3: $($report.error)"
    }
    $report.end.sum_received
}

# Round trips in milliseconds, one for each answer.
function Measure-RoundTrip {
    param([string] $To, [int] $Count, [double] $Interval)
    $PSNativeCommandUseErrorActionPreference = $false # pings that are lost are a result
    $text = ip netns exec host1 timeout -k 5 ([int] ($Count * $Interval + 20)) ping -n -c $Count -i $Interval -W 5 $To
    # Read when all is over, not while it goes on.
    $times = @($text -match ' time=[\d.]+ ms' -replace '^.* time=| ms$')
    if (-not $times) {
        throw "no ping of $Count to $To was answered."
    }
    [double[]] $times
}

# Seconds that the machine's cores have been busy since it started; what a hypervisor took away is not among them.
function Read-BusyTime {
    $null, $user, $nice, $system, $null, $null, $irq, $softirq, $null = (Get-Content /proc/stat -TotalCount 1) -split ' +'
    ([double] $user + $nice + $system + $irq + $softirq) / 100 # the unit of this file is always 10 ms
}

# How many cores are busy with what is not ours: asked before a contender is started.
function Measure-IdleLoad {
    param([double] $Seconds)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $before = Read-BusyTime
    Start-Sleep $Seconds
    ((Read-BusyTime) - $before) / $watch.Elapsed.TotalSeconds
}

# TCP with one stream, and what it costs the machine.
function Measure-OneStream {
    param($Lab, [string] $To, [double] $Seconds, [double] $IdleLoad)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $before = Read-BusyTime
    $run = Measure-Iperf -Lab $Lab -To $To -Seconds $Seconds
    $busy = (Read-BusyTime) - $before - $IdleLoad * $watch.Elapsed.TotalSeconds
    @{
        oneStream = $run.bits_per_second / 1e9
        # Less than nothing: something else kept the machine busy before.
        cpuPerGigabyte = $busy -gt 0 -and $run.bytes -gt 0 ? $busy / ($run.bytes / 1e9) : $null
    }
}

# Round trips while TCP takes all it can get. What a line of sh prints on the second host, if there is one, is asked for when the pings
# start and before they end. A process of its own does that: a core that this shell takes for its work is missed by what is measured.
function Measure-RoundTripsUnderLoad {
    param($Lab, [string] $To, [double] $Seconds, [string[]] $Options, [double] $Interval = 0.02, [string] $Sample = '')
    Open-IperfServer $Lab
    # Longer than the pings, which start a little later, and wait for the last answer.
    $whole = [int] [Math]::Ceiling($Seconds) + 3
    $load = Open-LabProcess $Lab host1 iperf3-load ('timeout', '-k', '5', ($whole + 40), 'iperf3', '-J', '-c', $To, '-t', $whole + $Options)
    Start-Sleep 1
    $count = [int] ($Seconds / $Interval)
    if ($Sample) {
        $commands = "sample() { date +%s.%N; $Sample; }; sample; echo ---; sleep $(0.95 * $Seconds); sample"
        $sampler = Open-LabProcess $Lab host2 sampler 'sh', '-c', $commands
    }
    $times = Measure-RoundTrip -To $To -Count $count -Interval $Interval
    Wait-LabProcess $Lab $load 'iperf3' -Seconds 60
    $null = Read-IperfReport (Get-Content "$($Lab.Folder)/iperf3-load.log" -Raw) $load.ExitCode
    [pscustomobject]@{
        Times = $times
        Sent = $count
        Samples = @(if ($Sample) { Read-Sample $Lab $sampler })
    }
}

# Both samples, each with its time in seconds, and what was printed.
function Read-Sample {
    param($Lab, $Sampler)
    Wait-LabProcess $Lab $Sampler 'the sampler' -Seconds 5
    foreach ($part in (Get-Content "$($Lab.Folder)/sampler.log" -Raw) -split "---`n") {
        $time, $text = $part -split "`n", 2
        [pscustomobject]@{ At = [double] $time; Text = $text }
    }
}
