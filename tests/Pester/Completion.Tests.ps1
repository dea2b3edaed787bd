BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $script:one = New-GelfTap one | Start-GelfRelay -Port 0 -Name one -Token t
    $script:two = New-GelfTap two | Start-GelfRelay -Port 0 -Name "John's relay" -Token t
    Connect-GelfRelay $two.JoinLink -Relay $one
    Wait-Until { $one.Peers.Count -eq 1 }
    $null = $one | New-GelfAddress 10.10.10.1/24
}

AfterAll {
    Remove-Module Gelf -ErrorAction Ignore
    Get-Job | Remove-Job -Force
}

Describe 'The Tab key' {
    It 'completes <line> to <offered>' -ForEach @(
        @{ line = 'Start-Gelf'; offered = 'Start-GelfRelay', 'Start-GelfWire' }
        @{ line = 'Get-GelfTap '; offered = 'one', 'two' }
        @{ line = 'Remove-GelfTap t'; offered = 'two' }
        @{ line = 'Start-GelfRelay -Tap o'; offered = 'one' }
        @{ line = 'Get-GelfRelay '; offered = "'John''s relay'", 'one' }
        @{ line = "Stop-GelfRelay 'jo"; offered = "'John''s relay'" }
        @{ line = 'Get-GelfPeer -Relay on'; offered = 'one' }
        @{ line = 'Get-GelfPeer one -Name '; offered = "'John''s relay'" }
        @{ line = 'Get-GelfJoinLink o'; offered = 'one' }
        @{ line = 'Get-GelfStats o'; offered = 'one' }
        @{ line = 'Get-GelfNeighbor o'; offered = 'one' }
        @{ line = 'Get-GelfLink one -Id '; offered = '1' }
        @{ line = 'Disconnect-GelfLink -Relay one -Remote '; offered = "'John''s relay'" }
        @{ line = 'New-GelfAddress 10.0.0.1/24 -InterfaceAlias '; offered = 'lo', 'one', 'two' }
        @{ line = 'Get-GelfAddress 10.'; offered = '10.10.10.1' }
        @{ line = 'Remove-GelfAddress 10.'; offered = '10.10.10.1' }
        @{ line = 'Get-GelfRelay one | Get-GelfStats -Con'; offered = '-Continuous' }
        @{ line = '$one.JoinL'; offered = 'JoinLink', 'JoinLinks' }
        @{ line = '$one.Tap.Ca'; offered = 'Carrier' }
    ) {
        Get-Completion $line | Sort-Object | Should -Be ($offered | Sort-Object)
    }

    It 'says what it offers' {
        $line = 'Stop-GelfRelay o'
        (TabExpansion2 $line $line.Length).CompletionMatches.ToolTip | Should -BeLike 'one: one, 127.0.0.1:*, Running'
    }
}
