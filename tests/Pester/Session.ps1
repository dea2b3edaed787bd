# Dot-sourced in each file's BeforeAll: the module as a user of PowerShell imports it, and what the tests ask of the host. They run as
# root on any host, and in any session: both may have interfaces, taps, addresses, listeners and jobs of their own. So a test compares
# before with after, and takes away what it has made and nothing else. Taps that it names are called gelf-something; its addresses are
# those that are kept for documentation, 198.51.100.0/24 and 2001:db8::/32.
$script:manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../out/Gelf/Gelf.psd1")

# This PowerShell, to be run again: the program itself, not the launcher that a .NET tool has in its place, which passes no signals on.
$script:pwsh = @([Environment]::ProcessPath)
if ((Split-Path -Leaf $pwsh[0]) -eq 'dotnet') {
    $script:pwsh += "$PSHOME/pwsh.dll"
}

function Get-InterfaceName {
    [System.Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name | Sort-Object
}

# An interface that was removed and made anew is another one, though its name is the same: its number tells.
function Get-Interface {
    ip -json link | ConvertFrom-Json | ForEach-Object { [pscustomobject]@{ Number = $_.ifindex; Name = $_.ifname } }
}

# What has become of the host's interfaces since the file began: '+name' for each that is new, '-name' for each that is gone.
function Get-InterfaceChange {
    Compare-Object $interfacesBefore @(Get-Interface) -Property Number, Name |
        ForEach-Object { ($_.SideIndicator -eq '=>' ? '+' : '-') + $_.Name } | Sort-Object
}

# The name of the next tap that is given none.
function Get-NextTapName {
    $taken = Get-InterfaceName
    0..9999 | ForEach-Object { "tap$_" } | Where-Object { $_ -notin $taken } | Select-Object -First 1
}

# The taps that this process holds open, as the kernel tells.
function Get-OwnTap {
    Get-Content /proc/$PID/fdinfo/* -ErrorAction Ignore | ForEach-Object { if ($_ -match '^iff:\s*(\S+)$') { $Matches[1] } } | Select-Object -Unique
}

# The jobs that the file's tests have started.
function Get-OwnJob {
    Get-Job | Where-Object InstanceId -NotIn $jobsBefore
}

# Takes away what a test has made.
function Clear-Session {
    Get-OwnJob | Remove-Job -Force
    Get-OwnTap | Remove-GelfTap
}

# Takes away what is left, and the module with it. It does so only if the file came to use them: AfterAll runs in any case.
function Exit-Session {
    if ($entered) {
        Clear-Session
        Remove-Module Gelf -ErrorAction Ignore
    }
}

# Waits for a condition, and fails when it does not come.
function Wait-Until {
    param([scriptblock] $Condition, [int] $Seconds = 60)
    Set-StrictMode -Off # whatever the session has: what is not there yet has no properties
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) {
            throw "This did not come true within $Seconds s: $Condition"
        }
        Start-Sleep -Milliseconds 20
    }
}

# What TabExpansion2 offers at the end of a line.
function Get-Completion {
    param([string] $Line)
    (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
}

# What a terminal of 80 columns shows, without the empty lines.
function Get-ShownLine {
    ($input | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
}

$script:entered = $false
if (-not (Test-Path $manifest)) {
    throw "There is no $manifest`: run ./gelf build.ps1 first."
}
$inUse = @(Get-OwnTap) + @(Get-Job | Where-Object { $_.PSJobTypeName -like 'Gelf*' -and $_.State -eq 'Running' } | ForEach-Object Name)
if ($inUse) {
    throw "This session has taps, relays or wires ($($inUse | Sort-Object -Unique)), and the tests, which import the module anew, would stop them: run them in another session."
}
Import-Module $manifest -Force -ErrorAction Stop
$script:interfacesBefore = @(Get-Interface)
$script:jobsBefore = @((Get-Job).InstanceId)
$script:entered = $true
