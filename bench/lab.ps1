# Dot-sourced by bench.ps1: two hosts and a phone between them, what runs on them, and how it all goes away again.

$script:patience = [TimeSpan]::FromSeconds(60)

# The work folder is in memory, and the names need not be unique: bench.ps1 runs in namespaces of its own.
function Initialize-Lab {
    param([string] $Folder)
    $null = [IO.Directory]::CreateDirectory($Folder)
    [pscustomobject]@{
        Folder = $Folder
        Processes = [Collections.Generic.List[Diagnostics.Process]]::new()
        Server = $null
        Shells = [Collections.Generic.List[Diagnostics.Process]]::new()
    }
}

function Add-LabNetwork {
    param([switch] $Routed)
    foreach ($name in 'host1', 'host2', 'phone') {
        Invoke-Native ip 'netns', 'add', $name
        Invoke-Native ip '-n', $name, 'link', 'set', 'lo', 'up'
    }
    foreach ($number in 1, 2) {
        $name = "host$number"
        Invoke-Native ip 'link', 'add', 'eth0', 'netns', $name, 'type', 'veth', 'peer', 'name', "wlan$number", 'netns', 'phone'
        # No IPv6 address of the kernel's own: it would be ready only a second or two later, and Chromium, seeing it come, gives up what
        # it is loading (ERR_NETWORK_CHANGED).
        if ([IO.Directory]::Exists('/proc/sys/net/ipv6')) {
            Invoke-Native ip '-n', 'phone', 'link', 'set', "wlan$number", 'addrgenmode', 'none'
        }
        Invoke-Native ip '-n', $name, 'addr', 'add', "10.83.$number.1/24", 'dev', 'eth0'
        Invoke-Native ip '-n', $name, 'link', 'set', 'eth0', 'up'
        Invoke-Native ip '-n', 'phone', 'addr', 'add', "10.83.$number.2/24", 'dev', "wlan$number"
        Invoke-Native ip '-n', 'phone', 'link', 'set', "wlan$number", 'up'
        Invoke-Native ip '-n', $name, 'route', 'add', 'default', 'via', "10.83.$number.2"
    }
    Enable-LabCongestionControl
    # For tunnels that need hosts which reach each other, the phone is a router: all go over the same cables.
    Invoke-Native ip 'netns', 'exec', 'phone', 'sh', '-c', "echo $([int] [bool] $Routed) >/proc/sys/net/ipv4/ip_forward"
}

# Sets the congestion control that was asked for, if one was, on the routes that there are now: connections that are made after
# this begin under it. By the routes, since it cannot be set for a namespace as a whole, and a connection that has begun under BBR
# goes on being paced.
function Enable-LabCongestionControl {
    if (-not $CongestionControl) {
        return
    }
    foreach ($name in 'host1', 'host2', 'phone') {
        $routes = @(& ip -n $name route show)
        if (-not $routes) {
            throw "$name has no route on which $CongestionControl could be set."
        }
        foreach ($route in $routes -notmatch ' congctl ') {
            $words = @($route.Trim() -split ' +' -ne 'linkdown')
            Invoke-Native ip (@('-n', $name, 'route', 'change') + $words + @('congctl', $CongestionControl))
        }
    }
}

# Starts a program on a host; what it prints goes to a log of the lab. The process is the program's own.
function Open-LabProcess {
    param($Lab, [string] $On, [string] $Name, [string[]] $Line)
    $start = [Diagnostics.ProcessStartInfo]::new('ip')
    $log = "$($Lab.Folder)/$Name.log"
    $redirect = 'log=$1; shift; exec "$@" >"$log" 2>&1 </dev/null'
    foreach ($word in @('netns', 'exec', $On, 'sh', '-c', $redirect, 'sh', $log) + $Line) {
        $start.ArgumentList.Add($word)
    }
    $process = [Diagnostics.Process]::Start($start)
    $Lab.Processes.Add($process)
    $process
}

# A shell with Gelf on a host. It takes commands from its standard input, and stops all it started when that ends.
function Open-LabShell {
    param($Lab, [string] $On)
    $loop = @'
while ($null -ne ($line = [Console]::In.ReadLine())) {
    try { . ([scriptblock]::Create($line)) | ForEach-Object { [Console]::Out.WriteLine("$_") }; [Console]::Out.WriteLine('--- done ---') }
    catch { [Console]::Out.WriteLine("--- failed: $($_.Exception.Message)") }
}
Get-Job | Remove-Job -Force
'@
    $start = [Diagnostics.ProcessStartInfo]::new('ip')
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $log = "$($Lab.Folder)/shell-$On.log"
    $redirect = 'log=$1; shift; exec "$@" 2>"$log"'
    foreach ($word in 'netns', 'exec', $On, 'sh', '-c', $redirect, 'sh', $log, "$root/gelf", '-Command', $loop) {
        $start.ArgumentList.Add($word)
    }
    $process = [Diagnostics.Process]::Start($start)
    $Lab.Processes.Add($process)
    $Lab.Shells.Add($process)
    $process
}

# Runs a command, of one line, in a shell of the lab and returns what it puts out, as lines.
function Invoke-LabShell {
    param($Shell, [string] $Command)
    $Shell.StandardInput.WriteLine("`$ErrorActionPreference = 'Stop'; $Command")
    $Shell.StandardInput.Flush()
    while ($true) {
        $reading = $Shell.StandardOutput.ReadLineAsync()
        # Looked at in short turns, so that Ctrl+C gets through.
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not $reading.Wait(100)) {
            if ($watch.Elapsed -gt $script:patience) {
                throw "a host's shell gave no answer to '$Command'."
            }
        }
        $line = $reading.Result
        if ($null -eq $line) {
            throw "a host's shell ended during '$Command'."
        }
        if ($line -eq '--- done ---') {
            return
        }
        if ($line.StartsWith('--- failed: ')) {
            # A token is nobody's business, even that of a relay that is about to go.
            throw "'$($Command -replace 'token=[^'']*', 'token=...')': $($line.Substring(12))"
        }
        $line
    }
}

# Waits for a condition; in vain, the logs of the lab say why.
function Wait-Lab {
    param($Lab, [string] $What, [scriptblock] $Condition, [TimeSpan] $Within = $script:patience)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed -gt $Within) {
            throw "not within $($Within.TotalSeconds) s: $What.$(Get-LabLog $Lab)"
        }
        [Threading.Thread]::Sleep(100)
    }
}

function Get-LabLog {
    param($Lab)
    foreach ($log in [IO.Directory]::GetFiles($Lab.Folder, '*.log')) {
        $lines = @([IO.File]::ReadAllLines($log))
        if ($lines.Count -gt 0) {
            "`n  $([IO.Path]::GetFileName($log)): " + ($lines[(-[Math]::Min(5, $lines.Count))..-1] -join "`n    ")
        }
    }
}

# The bytes of memory that a process has in use, as the kernel counts them.
function Get-ResidentSize {
    param([int] $ProcessId)
    foreach ($line in [IO.File]::ReadAllLines("/proc/$ProcessId/status")) {
        if ($line -match '^VmRSS:\s+(\d+) kB') {
            return [long] $Matches[1] * 1024
        }
    }
    throw "process $ProcessId has ended."
}

function Clear-Lab {
    param($Lab)
    foreach ($shell in $Lab.Shells) {
        $shell.StandardInput.Close()
    }
    foreach ($shell in $Lab.Shells) {
        $null = $shell.WaitForExit(10000)
    }
    # All that still runs on these hosts was started by it.
    foreach ($name in 'host1', 'host2', 'phone') {
        foreach ($id in @(& ip netns pids $name 2>$null)) {
            & kill -KILL $id 2>$null
        }
    }
    foreach ($process in $Lab.Processes) {
        $null = $process.WaitForExit(10000)
        $process.Dispose()
    }
    foreach ($name in 'host1', 'host2', 'phone') {
        & ip netns delete $name 2>$null
    }
    if ([IO.Directory]::Exists($Lab.Folder)) {
        [IO.Directory]::Delete($Lab.Folder, $true)
    }
}
