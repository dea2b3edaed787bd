# Dot-sourced by demo.ps1: its hosts, its phone, its browser, and how they go away again. Uses the language, native commands
# and .NET only, so that it runs in Gelf.Shell as well.

$script:deadline = [TimeSpan]::FromSeconds(60)
$script:browserFlags = @(
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--remote-debugging-port=0')

function Write-Line { param([string] $Text) [Console]::Out.WriteLine($Text) }

function Write-Title {
    param([string] $Text)
    $plain = [Console]::IsOutputRedirected
    [Console]::Out.WriteLine($(if ($plain) { "`n== $Text" } else { "`n`e[1m== $Text`e[0m" }))
}

function Initialize-Demo {
    $id = "gelf-demo-$PID"
    [pscustomobject]@{
        One = "$id-host1"; Two = "$id-host2"; Phone = "$id-phone"
        Namespaces = [Collections.Generic.List[string]]::new()
        Hosts = [Collections.Generic.List[object]]::new()
        Processes = [Collections.Generic.List[Diagnostics.Process]]::new()
        Browser = $null
        Taps = 0 # that were left at the end
        Folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), $id)
        KeyPath = [IO.Path]::Combine([IO.Path]::GetTempPath(), $id, 'segment.key')
    }
}

function Add-DemoNetwork {
    param($Demo)
    $null = [IO.Directory]::CreateDirectory($Demo.Folder, [IO.UnixFileMode] 'UserRead, UserWrite, UserExecute')
    foreach ($name in $Demo.One, $Demo.Two, $Demo.Phone) {
        Add-DemoNamespace -Demo $Demo -Name $name
    }
    Add-DemoCable -Demo $Demo -Name $Demo.One -Number 1
    Add-DemoCable -Demo $Demo -Name $Demo.Two -Number 2
}

function Add-DemoNamespace {
    param($Demo, [string] $Name)
    # Noted first: Ctrl+C may come between any two lines.
    $Demo.Namespaces.Add($Name)
    Invoke-Native ip @('netns', 'add', $Name)
    Invoke-Native ip @('-n', $Name, 'link', 'set', 'lo', 'up')
}

# A cable from a host to the phone.
function Add-DemoCable {
    param($Demo, [string] $Name, [int] $Number)
    Invoke-Native ip @('link', 'add', 'eth0', 'netns', $Name, 'type', 'veth', 'peer', 'name', "wlan$Number", 'netns', $Demo.Phone)
    Invoke-Native ip @('-n', $Name, 'addr', 'add', "10.83.$Number.1/24", 'dev', 'eth0')
    Invoke-Native ip @('-n', $Name, 'link', 'set', 'eth0', 'up')
    Invoke-Native ip @('-n', $Name, 'route', 'add', 'default', 'via', "10.83.$Number.2")
    # No IPv6 address of the kernel's own: it would be ready only a second or two later, and Chromium, seeing it come, gives up what it is
    # loading (ERR_NETWORK_CHANGED).
    if ([IO.Directory]::Exists('/proc/sys/net/ipv6')) {
        Invoke-Native ip @('-n', $Demo.Phone, 'link', 'set', "wlan$Number", 'addrgenmode', 'none')
    }
    Invoke-Native ip @('-n', $Demo.Phone, 'addr', 'add', "10.83.$Number.2/24", 'dev', "wlan$Number")
    Invoke-Native ip @('-n', $Demo.Phone, 'link', 'set', "wlan$Number", 'up')
    Write-Line "host$Number 10.83.$Number.1 --- 10.83.$Number.2 phone"
}

function Open-DemoProcess {
    param($Demo, [string[]] $Line, [switch] $Quiet)
    $start = [Diagnostics.ProcessStartInfo]::new('ip')
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = [bool] $Quiet
    foreach ($word in @('netns', 'exec') + $Line) {
        $start.ArgumentList.Add($word)
    }
    $process = [Diagnostics.Process]::Start($start)
    $Demo.Processes.Add($process)
    $process
}

# A shell with Gelf on a host. It takes commands from its standard input, and stops all it started when that ends.
function Open-DemoHost {
    param($Demo, [string] $Namespace)
    $process = Open-DemoProcess $Demo @($Namespace, $gelf, '-File', "$PSScriptRoot/demo-host.ps1")
    $Demo.Hosts.Add($process)
    $process
}

# Runs a command on a host, shows the command as one would type it there, and what -Show puts out.
function Invoke-DemoHost {
    param($Shell, [string] $Command, [string] $Show)
    if ($Command) {
        Write-Line "PS> $Command"
        Send-DemoCommand $Shell $Command | ForEach-Object { Write-Line $_ }
    }
    if ($Show) {
        Write-Line "PS> $Show"
        Send-DemoCommand $Shell "$Show | Out-Default" | ForEach-Object { Write-Line $_ }
    }
}

function Get-DemoValue {
    param($Shell, [string] $Expression)
    (Send-DemoCommand $Shell "[Console]::Out.WriteLine(`"`$($Expression)`")") -join "`n"
}

function Send-DemoCommand {
    param($Shell, [string] $Command)
    $Shell.StandardInput.WriteLine($Command)
    $Shell.StandardInput.Flush()
    while ($true) {
        $reading = $Shell.StandardOutput.ReadLineAsync()
        # Looked at in short turns, so that Ctrl+C gets through.
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not $reading.Wait(100)) {
            if ($watch.Elapsed -gt $script:deadline) {
                throw "a host gave no answer to '$Command'."
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
            throw $line.Substring(12)
        }
        $line
    }
}

function Wait-Demo {
    param([string] $What, [scriptblock] $Condition)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed -gt $script:deadline) {
            throw "not within $($script:deadline.TotalSeconds) s: $What."
        }
        [Threading.Thread]::Sleep(100)
    }
}

# The join link of the first host that joins the second one, too.
function Get-DemoJoinLink {
    param($One, $Two)
    $other = Get-DemoValue $Two '$relay.JoinLink'
    Get-DemoValue $One "Get-GelfJoinLink -Relay `$relay -With '$other'"
}

function Wait-DemoPeer {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'One', Justification = 'Used in a script block.')]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Two', Justification = 'Used in a script block.')]
    param($One, $Two)
    Wait-Demo 'both relays are joined' { (Get-DemoValue $One '@($relay.Peers).Count') -eq '1' -and (Get-DemoValue $Two '@($relay.Peers).Count') -eq '1' }
}

function Open-DemoBrowser {
    param($Demo, [string] $JoinLink)
    # The join link carries the token, and command lines can be read by everybody: the page is reached by way of a file.
    $start = [IO.Path]::Combine($Demo.Folder, 'start.html')
    [IO.File]::WriteAllText($start, "<meta http-equiv=`"refresh`" content=`"0;url=$([Net.WebUtility]::HtmlEncode($JoinLink))`">")
    # Next to its profile, a browser makes folders for its temporary files, and one that is killed leaves them there.
    $line = @($Demo.Phone, 'env', "TMPDIR=$($Demo.Folder)", 'chromium') + $script:browserFlags + @("--user-data-dir=$($Demo.Folder)/profile", "file://$start")
    $Demo.Browser = Open-DemoProcess $Demo $line -Quiet
    # Read and let go: a browser that finds its pipe full would stand still.
    $null = $Demo.Browser.StandardOutput.BaseStream.CopyToAsync([IO.Stream]::Null)
    $null = $Demo.Browser.StandardError.BaseStream.CopyToAsync([IO.Stream]::Null)
}

function Close-DemoBrowser {
    param($Demo)
    $Demo.Browser.Kill($true)
    $Demo.Browser.WaitForExit()
}

# Runs iperf3 from host1 to host2, shows its summary, and returns the Mbit/s that arrived.
function Measure-DemoThroughput {
    param($Demo, [string] $Address)
    $server = Open-DemoProcess $Demo @($Demo.Two, 'iperf3', '-s', '-1') -Quiet
    $null = $server.StandardOutput.BaseStream.CopyToAsync([IO.Stream]::Null)
    $null = $server.StandardError.BaseStream.CopyToAsync([IO.Stream]::Null)
    Wait-Demo 'iperf3 listens' { @(& ip netns exec $Demo.Two ss -Hltn 'sport = :5201').Count -gt 0 }

    $lines = @(& ip netns exec $Demo.One iperf3 -c $Address -t $Seconds -f m 2>&1 | ForEach-Object { "$_" })
    if ($LASTEXITCODE -ne 0) {
        throw "iperf3 failed with exit code $LASTEXITCODE`: $lines"
    }
    foreach ($line in $lines) {
        if ($line -match 'sender|receiver') {
            Write-Line $line
        }
        if ($line -match '([\d.]+) Mbits/sec.*receiver') {
            $rate = [double] $Matches[1]
        }
    }
    $null = $server.WaitForExit(10000)
    $rate
}

# Takes away what the demo made, and says what is left. True: nothing is. It can be called again when it was stopped.
function Clear-Demo {
    param($Demo)
    foreach ($process in $Demo.Hosts) {
        $process.StandardInput.Close()
    }
    foreach ($process in $Demo.Hosts) {
        $null = $process.WaitForExit(20000)
    }
    # All that still runs in the namespaces is the demo's: their names have its process id.
    $namespaces = @(Get-DemoNamespace $Demo)
    foreach ($namespace in $namespaces) {
        Clear-DemoNamespace $namespace
    }
    foreach ($process in $Demo.Processes) {
        $null = $process.WaitForExit(10000)
    }
    # Counted before their namespaces go, which would take them along.
    $Demo.Taps += @($namespaces | ForEach-Object { & ip -n $_ -o link show type tun }).Count
    foreach ($namespace in $namespaces) {
        & ip netns delete $namespace
    }
    if ([IO.Directory]::Exists($Demo.Folder)) {
        [IO.Directory]::Delete($Demo.Folder, $true)
    }
    Measure-DemoRemainder $Demo
}

# Ends what runs in a namespace, and waits until it is gone: a browser's processes write files, and start others, to the last.
function Clear-DemoNamespace {
    param([string] $Namespace)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (($ids = @(& ip netns pids $Namespace)) -and $watch.Elapsed.TotalSeconds -lt 10) {
        foreach ($id in $ids) {
            & kill -KILL $id 2>$null # it may have ended with its parent
        }
        [Threading.Thread]::Sleep(20)
    }
}

# The namespaces of the demo that are there.
function Get-DemoNamespace {
    param($Demo)
    & ip netns list | ForEach-Object { ($_ -split ' ')[0] } | Where-Object { $Demo.Namespaces.Contains($_) }
}

function Measure-DemoRemainder {
    param($Demo)
    $id = [IO.Path]::GetFileName($Demo.Folder)
    $remains = [ordered]@{
        'namespaces' = @(Get-DemoNamespace $Demo).Count
        'taps' = $Demo.Taps
        'processes' = @(& ps -eo 'args=' | Where-Object { $_.Contains($Demo.Folder) -or $_.Contains("$id-") }).Count
        'profile folders' = [int] [IO.Directory]::Exists($Demo.Folder)
    }
    foreach ($what in $remains.Keys) {
        Write-Line "$what left: $($remains[$what])"
    }
    @($remains.Values | Where-Object { $_ -ne 0 }).Count -eq 0
}
