BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $script:one = New-GelfTap gelf-one | Start-GelfRelay -Port 0 -Name one -Token t
    $script:two = New-GelfTap gelf-two | Start-GelfRelay -Port 0 -Name "John's relay" -Token t
    Connect-GelfRelay $two.JoinLink -Relay $one
    Wait-Until { $one.Peers.Count -eq 1 }
    $null = $one | New-GelfAddress 198.51.100.1/24
}

AfterAll {
    Exit-Session
}

Describe 'The Tab key' {
    It 'completes <line> to <offered>' -ForEach @(
        @{ line = 'Start-Gelf'; offered = 'Start-GelfRelay', 'Start-GelfWire' }
        @{ line = 'Get-GelfTap gelf-'; offered = 'gelf-one', 'gelf-two' }
        @{ line = 'Remove-GelfTap gelf-t'; offered = 'gelf-two' }
        @{ line = 'Start-GelfRelay -Tap gelf-o'; offered = 'gelf-one' }
        @{ line = 'Get-GelfRelay '; offered = "'John''s relay'", 'one' }
        @{ line = "Stop-GelfRelay 'jo"; offered = "'John''s relay'" }
        @{ line = 'Get-GelfPeer -Relay on'; offered = 'one' }
        @{ line = 'Get-GelfPeer one -Name '; offered = "'John''s relay'" }
        @{ line = 'Get-GelfJoinLink o'; offered = 'one' }
        @{ line = 'Get-GelfStats o'; offered = 'one' }
        @{ line = 'Get-GelfNeighbor o'; offered = 'one' }
        @{ line = 'Get-GelfLink one -Id '; offered = '1' }
        @{ line = 'Disconnect-GelfLink -Relay one -Remote '; offered = "'John''s relay'" }
        @{ line = 'New-GelfAddress 198.51.100.2/24 -InterfaceAlias gelf-'; offered = 'gelf-one', 'gelf-two' }
        @{ line = 'Get-GelfAddress 198.51.'; offered = '198.51.100.1' }
        @{ line = 'Remove-GelfAddress 198.51.'; offered = '198.51.100.1' }
        @{ line = 'Get-GelfRelay one | Get-GelfStats -Con'; offered = '-Continuous' }
        @{ line = '$one.JoinL'; offered = 'JoinLink', 'JoinLinks' }
        @{ line = '$one.Tap.Ca'; offered = 'Carrier' }
    ) {
        Get-Completion $line | Sort-Object | Should -Be ($offered | Sort-Object)
    }

    It 'offers all that the host has, before a name is begun' {
        Get-Completion 'Get-GelfTap ' | Sort-Object | Should -Be ((Get-GelfTap).Name | Sort-Object)
        Get-Completion 'New-GelfAddress 198.51.100.2/24 -InterfaceAlias ' | Sort-Object | Should -Be (Get-InterfaceName)
    }

    It 'says what it offers' {
        $line = 'Stop-GelfRelay o'
        (TabExpansion2 $line $line.Length).CompletionMatches.ToolTip | Should -BeLike 'one: gelf-one, 127.0.0.1:*, Running'
    }
}
