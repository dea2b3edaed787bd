# Dot-sourced by bench.ps1: on what machine, and with which versions.

function Get-MachineDescription {
    $cpu = @([IO.File]::ReadAllLines('/proc/cpuinfo') | Where-Object { $_.StartsWith('model name') })
    $memory = @([IO.File]::ReadAllLines('/proc/meminfo') | Where-Object { $_.StartsWith('MemTotal:') })
    [ordered]@{
        date = [DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture) + ' UTC'
        cores = [Environment]::ProcessorCount
        cpu = $(if ($cpu) { ($cpu[0] -split ':', 2)[1].Trim() } else { 'unknown' })
        aes = @([IO.File]::ReadAllLines('/proc/cpuinfo') | Where-Object { $_ -match '^flags.*\baes\b' }).Count -gt 0
        memoryMiB = [int] (($memory[0] -replace '\D') / 1024)
        kernel = [IO.File]::ReadAllText('/proc/sys/kernel/osrelease').Trim()
        congestionControl = [IO.File]::ReadAllText('/proc/sys/net/ipv4/tcp_congestion_control').Trim()
        loadAverageBefore = ([IO.File]::ReadAllText('/proc/loadavg') -split ' ')[0]
    }
}

function Get-ProgramVersion {
    param($Contenders)
    $versions = [ordered]@{
        Gelf = Get-GelfVersion
        # The relays' shell is this one, by the same choice: what it takes is a part of their memory.
        PowerShell = "$($PSVersionTable.PSVersion) ($(if ($Host.Name -eq 'ConsoleHost') { 'pwsh' } else { $Host.Name }))"
        '.NET' = "$([Environment]::Version)"
        iperf3 = (@(& iperf3 --version)[0] -split ' ')[1]
    }
    if (Test-Program chromium) {
        $versions.Chromium = (@(& chromium --version 2>$null)[0] -split ' ')[1]
    }
    foreach ($contender in $Contenders | Where-Object { $_['Version'] }) {
        $versions[$contender.Package[0]] = "$(& $contender.Version)".Trim()
    }
    $versions
}

# The commit, where there is git to tell it: a benchmark of what nobody can name is of no use.
function Get-GelfVersion {
    $commit = if (Test-Program git) { "$(& git -c "safe.directory=$root" -C $root describe --always --dirty 2>$null)" }
    if ($commit) { $commit } else { 'unknown commit' }
}
