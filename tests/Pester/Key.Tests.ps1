BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'Keys' {
    BeforeAll {
        $script:hex = 'b04c96f0e62fd14424e7e58e3d8ba957'
    }

    It 'are random, of 256 bits or 128' {
        $one = New-GelfKey
        $two = New-GelfKey
        $one.Bits | Should -Be 256
        $one.ToHex() | Should -Match '^[0-9a-f]{64}$'
        $one.ToHex() | Should -Not -Be $two.ToHex()
        (New-GelfKey -Bits 128).ToHex() | Should -Match '^[0-9a-f]{32}$'
    }

    It 'are shown as their fingerprints, whatever shows them' {
        $key = New-GelfKey
        $shown = @("$key", ($key | Out-String), ($key | Format-List * | Out-String), ($key | ConvertTo-Json)) -join "`n"
        $shown | Should -BeLike "*$($key.Fingerprint)*"
        $shown | Should -Not -BeLike "*$($key.ToHex())*"
    }

    It 'are the same for the same passphrase and segment' {
        $passphrase = [securestring]::new()
        'correct horse battery staple'.ToCharArray() | ForEach-Object { $passphrase.AppendChar($_) }
        $key = New-GelfKey -Passphrase $passphrase -SegmentName lab
        (New-GelfKey -Passphrase $passphrase -SegmentName lab).Fingerprint | Should -Be $key.Fingerprint
        (New-GelfKey -Passphrase $passphrase -SegmentName other).Fingerprint | Should -Not -Be $key.Fingerprint
    }

    It 'go into files that only their owner can read, and come back' {
        $key = New-GelfKey -Path TestDrive:/segment.key
        (Get-Item TestDrive:/segment.key).UnixMode | Should -Be '-rw-------'
        (Import-GelfKey TestDrive:/segment.key).ToHex() | Should -Be $key.ToHex()

        $key | Export-GelfKey TestDrive:/copy.key
        Get-Content TestDrive:/copy.key | Should -Be $key.ToHex()
    }

    It 'do not replace a file without -Force' {
        $null = New-GelfKey -Path TestDrive:/taken.key
        $before = Get-Content TestDrive:/taken.key
        { New-GelfKey -Path TestDrive:/taken.key -ErrorAction Stop } | Should -Throw -ErrorId 'KeyFileExists,Gelf.PowerShell.Commands.NewGelfKeyCommand'
        Get-Content TestDrive:/taken.key | Should -Be $before

        $null = New-GelfKey -Path TestDrive:/taken.key -Force
        Get-Content TestDrive:/taken.key | Should -Not -Be $before
    }

    It 'are not read from a file that others can read' {
        $null = New-GelfKey -Path TestDrive:/open.key
        chmod 640 (Convert-Path TestDrive:/open.key)
        { Import-GelfKey TestDrive:/open.key -ErrorAction Stop } | Should -Throw -ErrorId 'KeyFileExposed,Gelf.PowerShell.Commands.ImportGelfKeyCommand'
    }

    It 'are not repeated when they are wrong' {
        { Export-GelfKey -Key "${hex}x" -Path TestDrive:/x.key -ErrorAction Stop } | Should -Throw -ErrorId 'KeyTextInvalid,Gelf.PowerShell.Commands.ExportGelfKeyCommand'
        "$($Error[0].Exception.Message) $($Error[0].TargetObject)" | Should -Not -BeLike "*$hex*"
    }

    It 'write no file with -WhatIf' {
        New-GelfKey -Path TestDrive:/whatif.key -WhatIf | Should -BeNullOrEmpty
        Test-Path TestDrive:/whatif.key | Should -BeFalse
    }
}
