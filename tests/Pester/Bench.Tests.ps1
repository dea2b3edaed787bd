BeforeAll {
    foreach ($file in 'statistics', 'endurance') {
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
