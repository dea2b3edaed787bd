BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'Counters' {
    AfterEach {
        Clear-Session
    }

    It 'have a property for every reason of a drop, whose sum is Dropped' {
        $null = Start-GelfRelay -Port 0
        $stats = Get-GelfStats
        $reasons = $stats.PSObject.Properties | Where-Object Name -Like 'Dropped?*'
        $reasons | Should -Not -BeNullOrEmpty
        $stats.Dropped | Should -Be ($reasons.Value | Measure-Object -Sum).Sum
    }

    It 'go on until the relay stops, with -Continuous' {
        $relay = Start-GelfRelay -Port 0
        $seen = Get-GelfStats -Continuous -Interval 0.1 | ForEach-Object { Stop-GelfRelay $relay; $_ }
        @($seen).Count | Should -Be 1
    }

    It 'are refused an interval that cannot be' {
        { Get-GelfStats -Continuous -Interval 0 } | Should -Throw -ErrorId 'IntervalInvalid,Gelf.PowerShell.Commands.GetGelfStatsCommand'
    }

    It 'of a relay that is not there are an error' {
        { Get-GelfStats -Relay nope -ErrorAction Stop } | Should -Throw -ErrorId 'RelayNotFound,Gelf.PowerShell.Commands.GetGelfStatsCommand'
    }
}
