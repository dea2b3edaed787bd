# Dot-sourced by bench.ps1: what is measured between host1 and host2. Every figure is a plain number, in the units that
# figures.ps1 names.

$null = [Reflection.Assembly]::Load('System.Text.Json')

# A server for one run. The one of the run before may take a moment longer than its client, and would hold the port.
function Open-IperfServer {
    param($Lab)
    if ($Lab.Server -and -not $Lab.Server.WaitForExit(10000)) {
        $Lab.Server.Kill()
        $Lab.Server.WaitForExit()
    }
    $Lab.Server = Open-LabProcess $Lab host2 'iperf3-server' @('iperf3', '-s', '-1')
    Wait-Lab $Lab 'iperf3 listens' {
        if ($Lab.Server.HasExited) {
            throw "iperf3 does not listen.$(Get-LabLog $Lab)"
        }
        @(& ip netns exec host2 ss -Hltn 'sport = :5201').Count -gt 0
    }
}

# One run of iperf3 from host1, in the words of its JSON report.
function Measure-Iperf {
    param($Lab, [string] $To, [double] $Seconds, [string[]] $Options)
    Open-IperfServer $Lab
    $text = & ip netns exec host1 timeout -k 5 ([int] $Seconds + 30) iperf3 -J -c $To -t ([int] [Math]::Ceiling($Seconds)) @Options
    Read-IperfReport ($text -join "`n") $LASTEXITCODE
}

function Read-IperfReport {
    param([string] $Text, [int] $ExitCode)
    if (-not $Text) {
        throw "iperf3 ended with exit code $ExitCode and without a report."
    }
    $report = [Text.Json.JsonDocument]::Parse($Text).RootElement
    $value = [Text.Json.JsonElement]::new()
    if ($report.TryGetProperty('error', [ref] $value)) {
        throw "iperf3: $($value.GetString())"
    }
    $received = $report.GetProperty('end').GetProperty('sum_received')
    [pscustomobject]@{
        Seconds = $received.GetProperty('seconds').GetDouble()
        Bytes = $received.GetProperty('bytes').GetDouble()
        BitsPerSecond = $received.GetProperty('bits_per_second').GetDouble()
    }
}

# Round trips in milliseconds, one for each answer.
function Measure-RoundTrip {
    param([string] $To, [int] $Count, [double] $Interval)
    $deadline = [int] ($Count * $Interval + 20)
    $seconds = $Interval.ToString([cultureinfo]::InvariantCulture)
    $text = @(& ip netns exec host1 timeout -k 5 $deadline ping -n -c $Count -i $seconds -W 5 $To)
    $times = [double[]] @($text | ForEach-Object { if ($_ -match ' time=([\d.]+) ms') { [double] $Matches[1] } })
    if ($times.Length -eq 0) {
        throw "no ping of $Count to $To was answered."
    }
    , $times
}

# Seconds that the machine's cores have been busy since it started; what a hypervisor took away is not among them.
function Read-BusyTime {
    $fields = [IO.File]::ReadAllLines('/proc/stat')[0] -split ' +'
    # cpu user nice system idle iowait irq softirq steal; the unit of this file is always 10 ms.
    ([double] $fields[1] + [double] $fields[2] + [double] $fields[3] + [double] $fields[6] + [double] $fields[7]) / 100
}

# How many cores are busy with what is not ours: asked before a contender is started.
function Measure-IdleLoad {
    param([double] $Seconds)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $before = Read-BusyTime
    [Threading.Thread]::Sleep([int] ($Seconds * 1000))
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
        oneStream = $run.BitsPerSecond / 1e9
        # Less than nothing: something else kept the machine busy before.
        cpuPerGigabyte = $(if ($busy -gt 0 -and $run.Bytes -gt 0) { $busy / ($run.Bytes / 1e9) })
    }
}

# Round trips while TCP takes all it can get. What a line of sh prints on the second host, if there is one, is asked for when the pings
# start and before they end. A process of its own does that: a core that this shell takes for its work is missed by what is measured.
function Measure-RoundTripsUnderLoad {
    param($Lab, [string] $To, [double] $Seconds, [string[]] $Options, [double] $Interval = 0.02, [string] $Sample = '')
    Open-IperfServer $Lab
    # Longer than the pings, which start a little later, and wait for the last answer.
    $whole = [int] [Math]::Ceiling($Seconds) + 3
    $line = @('timeout', '-k', '5', "$($whole + 40)", 'iperf3', '-J', '-c', $To, '-t', "$whole") + $Options
    $load = Open-LabProcess $Lab host1 'iperf3-load' $line
    [Threading.Thread]::Sleep(1000)
    $count = [int] ($Seconds / $Interval)
    if ($Sample) {
        $between = (0.95 * $Seconds).ToString([cultureinfo]::InvariantCulture)
        $commands = "sample() { date +%s.%N; $Sample; }; sample; echo ---; sleep $between; sample"
        $sampler = Open-LabProcess $Lab host2 'sampler' @('sh', '-c', $commands)
    }
    $times = Measure-RoundTrip -To $To -Count $count -Interval $Interval
    if (-not $load.WaitForExit(60000)) {
        throw "iperf3 did not come to its end.$(Get-LabLog $Lab)"
    }
    [pscustomobject]@{
        Times = $times
        Sent = $count
        Samples = @(if ($Sample) { Read-Sample $Lab $sampler })
        Load = Read-IperfReport ([IO.File]::ReadAllText("$($Lab.Folder)/iperf3-load.log")) $load.ExitCode
    }
}

# Both samples, each with its time in seconds, and what was printed.
function Read-Sample {
    param($Lab, $Sampler)
    if (-not $Sampler.WaitForExit(5000)) {
        throw "the sampler did not come to its end.$(Get-LabLog $Lab)"
    }
    foreach ($part in [IO.File]::ReadAllText("$($Lab.Folder)/sampler.log") -split "---`n") {
        $time, $text = $part -split "`n", 2
        [pscustomobject]@{ At = [double]::Parse($time, [cultureinfo]::InvariantCulture); Text = $text }
    }
}
