# Dot-sourced by demo.ps1 and lab.ps1. Each runs itself a second time in namespaces of its own, and makes its hosts there: namespaces,
# taps, processes and files go with the process that the user started, however that ends.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. $PSScriptRoot/../tools/Root.ps1
$gelf = Convert-Path $PSScriptRoot/../gelf

# Runs a script with -Inside as root in its own namespaces, shows its output, counts the processes that it leaves, and exits as it
# did.
function Invoke-Contained {
    param([string] $Script, [string[]] $Argument, [string[]] $Package)
    $exitCode = 1
    $namespace = $null
    try {
        if ($asRoot = @(Get-RootPrefix)) {
            # sudo replaces this process, so that signals reach it. .NET would leave its files for debuggers behind: remove them first.
            'CoreFxPipe_PSHost.*.{0}.*', 'clr-debug-pipe-{0}-*', 'dotnet-diagnostic-{0}-*' |
                ForEach-Object { Remove-Item (Join-Path ([IO.Path]::GetTempPath()) ($_ -f $PID)) }
            Switch-Process -WithCommand ($asRoot + $gelf + $Script + $Argument)
        }
        & $PSScriptRoot/../tools/SystemPackages.ps1 -Name (@('iproute2', 'util-linux', 'procps') + $Package)
        $PSNativeCommandUseErrorActionPreference = $false
        # A session of its own: Ctrl+C reaches this process only, which ends the others.
        $line = 'sh', '-c', 'stat -Lc %i /proc/self/ns/pid && exec setsid "$@"', 'sh', $gelf, $Script, '-Inside' + $Argument
        sh $PSScriptRoot/../tools/in-namespace.sh @line | ForEach-Object {
            if ($namespace) {
                Write-Line $_
            }
            else {
                $namespace = $_
            }
        }
        $exitCode = $LASTEXITCODE
    }
    catch {
        [Console]::Error.WriteLine("$(Split-Path $Script -LeafBase): $_")
    }
    finally {
        if ($namespace) {
            Write-Line "`n== Cleaning up"
            # Processes that Ctrl+C ends are gone a moment later.
            $deadline = [datetime]::UtcNow.AddSeconds(10)
            while (($left = @(ps -eo stat=,pidns= | Where-Object { $_ -match "^[^Z].* $namespace$" }).Count) -and [datetime]::UtcNow -lt $deadline) {
                Start-Sleep -Milliseconds 50
            }
            Write-Line "processes left: $left (namespaces, taps and files go with the last one)"
            if ($left) {
                $exitCode = 1
            }
        }
    }
    exit $exitCode
}

# Titles are bold on a terminal.
function Write-Line {
    param([string] $Text)
    Write-Host ([Console]::IsOutputRedirected ? $Text : ($Text -replace '(?m)^== .*', "`e[1m`$&`e[0m"))
}

function Wait-Until {
    param([scriptblock] $Condition)
    $deadline = [datetime]::UtcNow.AddSeconds(60)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) {
            throw "not within 60 s: $Condition"
        }
        Start-Sleep -Milliseconds 100
    }
}

# Goes to a new folder that nobody else can enter. Whatever lies in the folder for temporary files, others may have put there.
function Enter-PrivateFolder {
    Set-Location (mktemp -d)
}

function New-Namespace {
    param([string] $Name)
    ip netns add $Name
    ip -n $Name link set lo up
}

# A host with the name hostN, and a cable from it to another namespace.
function New-CabledHost {
    param([int] $Number, [string] $To)
    $name = "host$Number"
    New-Namespace $name
    ip link add eth0 netns $name type veth peer name wlan$Number netns $To
    ip -n $name addr add 10.83.$Number.1/24 dev eth0
    ip -n $name link set eth0 up
    ip -n $name route add default via 10.83.$Number.2
    # No link-local IPv6 address: it comes a second or two late, and Chromium then gives up what it is loading (ERR_NETWORK_CHANGED).
    if (Test-Path /proc/sys/net/ipv6) {
        ip -n $To link set wlan$Number addrgenmode none
    }
    ip -n $To addr add 10.83.$Number.2/24 dev wlan$Number
    ip -n $To link set wlan$Number up
    Write-Host "$name 10.83.$Number.1 --- 10.83.$Number.2 $To"
}

# Returns a session for Invoke-Command, in which Gelf's cmdlets run on that host, in the same folder. New-PSSession cannot enter a network namespace.
function New-HostSession {
    [CmdletBinding()]
    param([string] $Name)
    $instance = [Management.Automation.Runspaces.PowerShellProcessInstance]::new()
    $start = $instance.Process.StartInfo
    $start.FileName = 'ip'
    $line = 'netns', 'exec', $Name, $gelf + $start.ArgumentList
    $start.ArgumentList.Clear()
    $line | ForEach-Object { $start.ArgumentList.Add($_) }
    $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, $instance)
    $runspace.Open()
    $session = [Management.Automation.Runspaces.PSSession]::Create($runspace, 'netns', $PSCmdlet)
    $session.Name = $Name
    $folder = "$PWD"
    Invoke-Command $session {
        $ErrorActionPreference = 'Stop'
        Set-Location $using:folder
    }
    $session
}

# Runs a command there, and shows it with its output as a terminal would.
function Invoke-HostCommand {
    param([Management.Automation.Runspaces.PSSession] $Session, [string] $Command)
    Write-Host "$($Session.Name) PS> $Command"
    $output = Invoke-Command $Session { (. ([scriptblock]::Create($using:Command)) | Out-String -Width 120).TrimEnd() }
    if ($output) {
        Write-Host $output
    }
}
