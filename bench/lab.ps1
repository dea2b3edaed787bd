# Dot-sourced by bench.ps1: two hosts and a phone between them, what runs on them, and how it all goes away again.

$hosts = 'host1', 'host2', 'phone'

# The names need not be unique, and the folder, which nobody else can enter, is in memory: bench.ps1 runs in namespaces of its own.
function Initialize-Lab {
    $folder = mktemp -d
    [pscustomobject]@{ Folder = $folder; Processes = [Collections.Generic.List[Diagnostics.Process]]::new(); Server = $null }
}

function Add-LabNetwork {
    param([switch] $Routed)
    foreach ($name in $hosts) {
        ip netns add $name
        ip -n $name link set lo up
    }
    foreach ($number in 1, 2) {
        ip link add eth0 netns host$number type veth peer name wlan$number netns phone
        # No IPv6 address of the kernel's own: it would be ready only a second or two later, and Chromium, seeing it come, gives up what
        # it is loading (ERR_NETWORK_CHANGED).
        if (Test-Path /proc/sys/net/ipv6) {
            ip -n phone link set wlan$number addrgenmode none
        }
        ip -n host$number addr add 10.83.$number.1/24 dev eth0
        ip -n host$number link set eth0 up
        ip -n phone addr add 10.83.$number.2/24 dev wlan$number
        ip -n phone link set wlan$number up
        ip -n host$number route add default via 10.83.$number.2
    }
    Enable-LabCongestionControl
    # For tunnels that need hosts which reach each other, the phone is a router: all go over the same cables.
    ip netns exec phone sh -c "echo $([int] [bool] $Routed) >/proc/sys/net/ipv4/ip_forward"
}

# Sets the congestion control that was asked for, if one was, on the routes that there are now: connections that are made after
# this begin under it. By the routes, since it cannot be set for a namespace as a whole, and a connection that has begun under BBR
# goes on being paced.
function Enable-LabCongestionControl {
    if (-not $CongestionControl) {
        return
    }
    foreach ($name in $hosts) {
        $routes = @(ip -n $name route show)
        if (-not $routes) {
            throw "$name has no route on which $CongestionControl could be set."
        }
        foreach ($route in $routes -notmatch ' congctl ') {
            $words = $route.Trim() -split ' +' -ne 'linkdown'
            ip -n $name route change @words congctl $CongestionControl
        }
    }
}

# Starts a program on a host; what it prints goes to a log of the lab. The process is the program's own, and a shell writes the log:
# Start-Process would copy it, and a core that this script takes for its work is missed by what is measured.
function Open-LabProcess {
    param($Lab, [string] $On, [string] $Name, [string[]] $Line)
    $words = 'netns', 'exec', $On, 'sh', '-c', 'exec "$@" >"$0" 2>&1 </dev/null', "$($Lab.Folder)/$Name.log" + $Line
    $process = [Diagnostics.Process]::Start('ip', [string[]] $words)
    $Lab.Processes.Add($process)
    $process
}

# Waits for a program to end.
function Wait-LabProcess {
    param($Lab, $Process, [string] $Name, [double] $Seconds)
    if (-not $Process.WaitForExit([int] ($Seconds * 1000))) {
        throw "$Name did not come to its end.$(Get-LabLog $Lab)"
    }
}

# Waits for a condition; in vain, or if the program that is to bring it about ends, the logs of the lab say why.
function Wait-Lab {
    param($Lab, [string] $What, [scriptblock] $Condition, $Process)
    $PSNativeCommandUseErrorActionPreference = $false # a condition that is not met yet
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed.TotalSeconds -gt 60 -or ($Process -and $Process.HasExited)) {
            throw "not within $([int] $watch.Elapsed.TotalSeconds) s: $What.$(Get-LabLog $Lab)"
        }
        Start-Sleep -Milliseconds 100
    }
}

function Get-LabLog {
    param($Lab)
    foreach ($log in Get-ChildItem $Lab.Folder -Filter *.log) {
        $lines = Get-Content $log -Tail 5
        if ($lines) {
            "`n  $($log.Name): $($lines -join "`n    ")"
        }
    }
}

# The bytes of memory that the largest of these processes has in use, as the kernel counts them.
function Get-LargestResidentSize {
    param([int[]] $ProcessId)
    $sizes = $ProcessId | ForEach-Object { 1KB * ((Get-Content /proc/$_/status) -match '^VmRSS:' -replace '\D')[0] }
    ($sizes | Measure-Object -Maximum).Maximum
}

function Clear-Lab {
    param($Lab)
    $PSNativeCommandUseErrorActionPreference = $false # where it failed early, not all are there
    # All that still runs on these hosts was started by it.
    foreach ($name in $hosts) {
        ip netns pids $name 2>$null | ForEach-Object { Stop-Process -Id $_ -Force -ErrorAction Ignore }
    }
    foreach ($process in $Lab.Processes) {
        $null = $process.WaitForExit(10000)
        $process.Dispose()
    }
    foreach ($name in $hosts) {
        ip netns delete $name 2>$null
    }
    Remove-Item $Lab.Folder -Recurse -Force
}
