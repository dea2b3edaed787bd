BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'A relay' {
    AfterEach {
        Clear-Session
    }

    It 'is a job that runs' {
        $relay = Start-GelfRelay -Port 0 -Name gelf-one
        "$($relay.Name) $($relay.PSJobTypeName) $($relay.State)" | Should -Be 'gelf-one GelfRelay Running'
        $relay.Port | Should -BeGreaterThan 0
        (Get-Job gelf-one).InstanceId | Should -Be $relay.InstanceId
        (Get-GelfRelay | Where-Object Name -EQ gelf-one).InstanceId | Should -Be $relay.InstanceId
    }

    It 'serves its page to whoever asks, and links only to who has the token' {
        $relay = Start-GelfRelay -Port 0
        (Invoke-WebRequest $relay.Uri).Content | Should -BeLike '*<html*'
        (Invoke-WebRequest "$($relay.Uri)link" -SkipHttpErrorCheck).StatusCode | Should -Be 401
    }

    It 'takes the tap that it made with it' {
        $tap = Get-NextTapName
        $relay = Start-GelfRelay -Port 0
        $relay.InterfaceAlias | Should -Be $tap
        Get-InterfaceChange | Should -Be "+$tap"
        Stop-GelfRelay $relay
        $relay.State | Should -Be 'Stopped'
        Get-InterfaceChange | Should -BeNullOrEmpty
    }

    It 'leaves the tap that it was given' {
        $tap = New-GelfTap
        $tap | Start-GelfRelay -Port 0 | Stop-GelfRelay
        Get-InterfaceChange | Should -Be "+$tap"
    }

    It 'is stopped by Stop-Job, and gone after Remove-Job' {
        $relay = Start-GelfRelay -Port 0 -Name gelf-one
        Stop-Job gelf-one
        Wait-Job gelf-one -Timeout 10 | Should -Not -BeNullOrEmpty
        $relay.State | Should -Be 'Stopped'
        Remove-Job gelf-one
        Get-OwnJob | Should -BeNullOrEmpty
        Get-GelfRelay | Where-Object Name -EQ gelf-one | Should -BeNullOrEmpty
    }

    It 'says in its streams that no phone can reach it' {
        $relay = Start-GelfRelay -Port 0
        "$(Receive-Job $relay 6>&1)" | Should -BeLike '*no phone can open them*'
    }

    It 'binds to the interface parameters of the address cmdlets' {
        $relay = Start-GelfRelay -Port 0
        ($relay | New-GelfAddress 198.51.100.1/24).InterfaceAlias | Should -Be $relay.InterfaceAlias
    }

    It 'starts nothing with -WhatIf' {
        Start-GelfRelay -Port 0 -WhatIf | Should -BeNullOrEmpty
        Get-InterfaceChange | Should -BeNullOrEmpty
        Get-OwnJob | Should -BeNullOrEmpty

        $relay = Start-GelfRelay -Port 0
        Stop-GelfRelay $relay -WhatIf
        $relay.State | Should -Be 'Running'
    }

    It 'is refused with <id> for <why>, and leaves nothing behind' -ForEach @(
        @{ why = 'a port that is none'; id = 'PortInvalid'; arguments = @{ Port = 99999 } }
        @{ why = 'an address that is none'; id = 'ListenAddressInvalid'; arguments = @{ ListenAddress = 'here' } }
        @{ why = 'an address of another host'; id = 'ListenAddressInvalid'; arguments = @{ ListenAddress = '198.51.100.1'; Port = 0 } }
        @{ why = 'a tap that is not there'; id = 'TapNotFound'; arguments = @{ Tap = 'nope'; Port = 0 } }
        @{ why = 'a token with a space'; id = 'TokenInvalid'; arguments = @{ Token = 'not a token'; Port = 0 } }
        @{ why = 'a key that is none'; id = 'KeyTextInvalid'; arguments = @{ Key = 'secret'; Port = 0 } }
        @{ why = 'two keys'; id = 'KeyConflict'; arguments = @{ Key = '00112233445566778899aabbccddeeff'; KeyPath = 'x'; Port = 0 } }
        @{ why = 'a key file that is not there'; id = 'KeyFileUnreadable'; arguments = @{ KeyPath = '/nowhere/segment.key'; Port = 0 } }
        @{ why = 'a certificate that is not there'; id = 'CertificateUnreadable'; arguments = @{ Certificate = '/nowhere/cert.pem'; Port = 0 } }
    ) {
        { Start-GelfRelay @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.StartGelfRelayCommand"
        Get-InterfaceChange | Should -BeNullOrEmpty
        Get-OwnJob | Should -BeNullOrEmpty
    }

    It 'does not share a port or a tap' {
        $relay = Start-GelfRelay -Port 0
        { Start-GelfRelay -Port $relay.Port -ErrorAction Stop } | Should -Throw -ErrorId 'PortTaken,Gelf.PowerShell.Commands.StartGelfRelayCommand'
        { Start-GelfRelay -Port 0 -Tap $relay.Tap -ErrorAction Stop } | Should -Throw -ErrorId 'TapBusy,Gelf.PowerShell.Commands.StartGelfRelayCommand'
    }

    It 'that is not there cannot be stopped' {
        { Stop-GelfRelay nope -ErrorAction Stop } | Should -Throw -ErrorId 'RelayNotFound,Gelf.PowerShell.Commands.StopGelfRelayCommand'
    }
}

Describe 'A relay with a key' {
    AfterEach {
        Clear-Session
    }

    It 'is sealed, and derives its token from the key' {
        $key = New-GelfKey -Path TestDrive:/segment.key
        $one = Start-GelfRelay -Port 0 -Name one -KeyPath TestDrive:/segment.key
        $two = Start-GelfRelay -Port 0 -Name two -Key $key
        "$($one.Sealed) $($one.Key)" | Should -Be "True $key"
        ($one.JoinLink -split '#')[1] | Should -Be ($two.JoinLink -split '#')[1]
    }

    It 'makes its key with -Encrypt, and shows it nowhere' {
        $relay = Start-GelfRelay -Port 0 -Encrypt
        $hex = $relay.Key.ToHex()
        $shown = @(($relay | Format-List * | Out-String -Width 4096), (Get-OwnJob | Format-List * | Out-String -Width 4096), (Receive-Job $relay *>&1 | Out-String)) -join "`n"
        $shown | Should -BeLike "*$($relay.Key.Fingerprint)*"
        $shown | Should -Not -BeLike "*$hex*"
    }
}
