BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'Join links' {
    AfterEach {
        Clear-Session
    }

    It 'carry host, port and token, and say whose they are' {
        $relay = Start-GelfRelay -Port 0 -Name one -Token my-token
        $link = Get-GelfJoinLink
        "$link" | Should -Be "http://127.0.0.1:$($relay.Port)/#token=my-token"
        $link.Relay | Should -Be 'one'
    }

    It 'join others with -With' {
        $one = Start-GelfRelay -Port 0 -Name one -Token a
        $two = Start-GelfRelay -Port 0 -Name two -Token b
        "$(Get-GelfJoinLink $one -With $two.JoinLink)" |
            Should -Be "http://127.0.0.1:$($one.Port)/#token=a&with=http%3A%2F%2F127.0.0.1%3A$($two.Port)%2F%23token%3Db"
    }

    It 'lead to the address that is advertised' {
        $relay = Start-GelfRelay -Port 0 -AdvertiseAddress relay.example
        $relay.JoinLink | Should -BeLike "http://relay.example:$($relay.Port)/#token=*"
    }

    It 'are refused, and not repeated, when they are none' {
        $null = Start-GelfRelay -Port 0
        { Get-GelfJoinLink -With 'http://secret' -ErrorAction Stop } | Should -Throw -ErrorId 'JoinLinkInvalid,Gelf.PowerShell.Commands.GetGelfJoinLinkCommand'
        $Error[0].Exception.Message | Should -Not -BeLike '*secret*'
    }
}
