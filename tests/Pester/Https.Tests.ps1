BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'A relay over https' {
    AfterEach {
        Clear-Session
    }

    It 'tells the fingerprint of the certificate that it made' {
        $relay = Start-GelfRelay -Port 0 -Https -InformationVariable told 6>$null
        $relay.JoinLink | Should -BeLike 'https://*'
        $relay.CertificateFingerprint | Should -Match '^([0-9A-F]{2}:){31}[0-9A-F]{2}$'
        "$told" | Should -BeLike "*$($relay.CertificateFingerprint)*"
        (Invoke-WebRequest $relay.Uri -SkipCertificateCheck).StatusCode | Should -Be 200
    }

    It 'is not linked directly with a certificate that the host does not trust' {
        $relay = Start-GelfRelay -Port 0 -Https 6>$null
        $plain = Start-GelfRelay -Port 0 -Name plain
        { Connect-GelfRelay $relay.JoinLink -Relay $plain -ErrorAction Stop } | Should -Throw -ErrorId 'LinkUnreachable,Gelf.PowerShell.Commands.ConnectGelfRelayCommand'
    }
}
