BeforeAll {
    foreach ($file in 'statistics', 'figures', 'turns', 'slow', 'endurance', 'bars') {
        . "$PSScriptRoot/../../bench/$file.ps1"
    }
    $script:times = [double[]] (0..100)

    function Get-GrowthOf {
        param([scriptblock] $MiBAt)
        $bytes = [double[]] @($times | ForEach-Object { (& $MiBAt $_) * 1MB })
        (Get-Trend $times $bytes).growthMiB
    }
}

Describe 'The trend of memory in a benchmark' {
    It 'is what it grew by after the first fifth' {
        Get-GrowthOf { $args[0] / 10 } | Should -BeGreaterThan 7.99
        Get-GrowthOf { $args[0] / 10 } | Should -BeLessThan 8.01
    }

    It 'leaves out how a program found its size' {
        Get-GrowthOf { [Math]::Min($args[0], 20) } | Should -Be 0
    }

    It 'does not tell what comes and goes as growth, whenever the measurement ends' {
        Get-GrowthOf { if ($args[0] % 7 -eq 0) { 30 } else { 30 + $args[0] % 7 * 15 } } | Should -Be 0
        Get-GrowthOf { if ($args[0] -ge 94) { 120 } elseif ($args[0] % 5 -eq 0) { 30 } else { 90 } } | Should -Be 0
    }

    It 'tells growth beneath what comes and goes' {
        Get-GrowthOf { 30 + $args[0] / 10 + $args[0] % 2 * 60 } | Should -BeGreaterThan 7
    }

    It 'wants more than a few samples' {
        { Get-Trend ([double[]] (0..3)) ([double[]] (0..3)) } | Should -Throw '*too few samples*'
    }
}

Describe 'The bars of a benchmark' {
    BeforeAll {
        function Get-BarOf {
            param([string] $Like, $Results)
            @(Test-Bar $Results | Where-Object { $_.bar -like $Like })[0]
        }

        function Get-ResultOf {
            param([double] $Direct, [double] $Idle)
            @{
                network = @(
                    @{ name = 'veth'; title = 'veth'; median = @{ oneStream = 10.0; idleP50 = 0.05 } }
                    @{ name = 'gelf-direct-sealed'; title = 'direct'; median = @{ oneStream = $Direct; idleP50 = $Idle } }
                    @{ name = 'openvpn-udp'; title = 'udp'; median = @{ oneStream = $null; idleP50 = 0.2 } }
                )
                endurance = @(
                    @{ relay = @{ maxMiB = 120.0; medianMiB = 110.0; growthMiB = 2.0 } }
                    @{ relay = @{ maxMiB = 140.0; medianMiB = 130.0; growthMiB = 14.0 } }
                )
            }
        }
    }

    It 'are reached at their very value, and not below' {
        (Get-BarOf '*0.30 of veth' (Get-ResultOf -Direct 3.0 -Idle 0.1)).reached | Should -BeTrue
        (Get-BarOf '*0.30 of veth' (Get-ResultOf -Direct 2.99 -Idle 0.1)).reached | Should -BeFalse
    }

    It 'that may not be passed are reached up to their very value' {
        (Get-BarOf 'direct*2 times OpenVPN over UDP' (Get-ResultOf -Direct 1 -Idle 0.4)).reached | Should -BeTrue
        (Get-BarOf 'direct*2 times OpenVPN over UDP' (Get-ResultOf -Direct 1 -Idle 0.41)).reached | Should -BeFalse
    }

    It 'are neither reached nor missed where something was not measured' {
        $bar = Get-BarOf '*12 times OpenVPN over TCP' (Get-ResultOf -Direct 3 -Idle 0.1)
        $bar.value | Should -BeNullOrEmpty
        $bar.reached | Should -BeNullOrEmpty
    }

    It 'of memory go by the run that took most, or grew most for its size' {
        $results = Get-ResultOf -Direct 3 -Idle 0.1
        (Get-BarOf '*at most 150 MiB' $results).value | Should -Be 140
        $grown = Get-BarOf '*memory of a relay flat*' $results
        $grown.value | Should -BeGreaterThan 1.07
        $grown.reached | Should -BeFalse
    }

    It 'take a growth of 5 MiB, or of a tenth where that is more, for flat' {
        Get-Growth @{ growthMiB = 5; medianMiB = 3 } | Should -Be 1
        Get-Growth @{ growthMiB = 13; medianMiB = 130 } | Should -Be 1
    }
}

Describe 'The figures of a benchmark' {
    It 'are medians' {
        Get-Median 3, 1, 2 | Should -Be 2
        Get-Median 4, 1, 2, 3 | Should -Be 2.5
        Get-Median 0 | Should -Be 0
        Get-Median @() | Should -BeNullOrEmpty
    }

    It 'are told as multiples of those references that were measured' {
        $ratios = @(Get-FigureRatio @(
            @{ name = 'veth'; title = 'veth'; median = @{ oneStream = 10.0; memory = $null } }
            @{ name = 'n2n'; title = 'n2n'; median = @{ oneStream = 2.0; memory = 3.0 } }
        ))
        $ratios.Count | Should -Be 1
        $ratios[0].name | Should -Be 'veth'
        $ratios[0].entries[1].median.oneStream | Should -Be 0.2
        $ratios[0].entries[1].median.Contains('memory') | Should -BeFalse
    }

    It 'come from turns that another contender begins in each round' {
        Mock Write-Host {}
        $Rounds = 3
        $turns = [Collections.Generic.List[string]]::new()
        $measured = @(Measure-InTurn @(@{ Name = 'a'; Title = 'A' }, @{ Name = 'b'; Title = 'B' }) @(@{ Key = 'oneStream'; Format = '0' }) 'test' {
            $turns.Add($args[0].Name)
            @{ oneStream = $turns.Count }
        })
        "$turns" | Should -Be 'a b b a a b'
        $measured[0].median.oneStream | Should -Be 4
        $measured[1].median.oneStream | Should -Be 3
    }

    It 'of the slow cable count what all streams have received, and what its queue has sent' {
        $counted = Read-SlowByteCount "bytes_received:100 x`nbytes_received:23`nqdisc tbf`n Sent 150 bytes 3 pkt"
        $counted.Payload | Should -Be 123
        $counted.Wire | Should -Be 150
        { Read-SlowByteCount 'nothing' } | Should -Throw '*tell of no bytes*'
    }
}
