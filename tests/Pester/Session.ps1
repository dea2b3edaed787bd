# Dot-sourced in each file's BeforeAll: the module as a user of PowerShell imports it, and what the tests ask of the host. They run
# as root in a network namespace of their own (tools/in-namespace.sh), which starts with the interface lo and nothing else.
$script:manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../out/Gelf/Gelf.psd1")
Import-Module $manifest -Force -ErrorAction Stop

function Get-InterfaceName {
    [System.Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name | Sort-Object
}

# Waits for a condition, and fails when it does not come.
function Wait-Until {
    param([scriptblock] $Condition, [int] $Seconds = 60)
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
