BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $script:key = New-GelfKey
    $script:hex = $key.ToHex()
    $script:relay = Start-GelfRelay -Port 0 -Name one -Key $key
}

AfterAll {
    Exit-Session
}

Describe 'A key' {
    It 'is not in <what>' -ForEach @(
        @{ what = 'its text'; show = { "$key" } }
        @{ what = 'its table'; show = { $key | Out-String } }
        @{ what = 'Format-List'; show = { $key | Format-List * -Force | Out-String -Width 500 } }
        @{ what = 'its members'; show = { $key | Get-Member -Force | Out-String -Width 500 } }
        @{ what = 'JSON'; show = { $key | ConvertTo-Json -Depth 5 } }
        @{ what = 'CSV'; show = { $key | ConvertTo-Csv } }
        @{ what = 'CLIXML'; show = { $key | Export-Clixml TestDrive:/key.xml -Depth 5; Get-Content TestDrive:/key.xml -Raw } }
        @{ what = 'the list of its relay'; show = { $relay | Format-List * -Force | Out-String -Width 500 } }
        @{ what = 'JSON of its relay'; show = { $relay | ConvertTo-Json -Depth 3 -WarningAction Ignore } }
        @{ what = 'CLIXML of its relay'; show = { $relay | Export-Clixml TestDrive:/relay.xml -Depth 3; Get-Content TestDrive:/relay.xml -Raw } }
        @{ what = 'the list of jobs'; show = { Get-Job | Format-List * -Force | Out-String -Width 500 } }
        @{ what = 'what the relay says'; show = { Receive-Job $relay -Keep *>&1 | Out-String -Width 500 } }
        @{ what = 'verbose and debug output'; show = { Start-GelfRelay -Port 0 -Key $key -Verbose -Debug -WhatIf *>&1 | Out-String -Width 500 } }
        @{ what = 'what an export says'; show = { Export-GelfKey -Key $key -Path TestDrive:/said.key -Verbose -Debug *>&1 | Out-String -Width 500 } }
    ) {
        $shown = & $show | Out-String -Width 500
        $shown | Should -Not -Match $hex
        $shown | Should -Not -Match $hex.ToUpperInvariant()
    }

    It 'is written out by ToHex alone' {
        $key.ToHex() | Should -Be $hex
        $hex | Should -Match '^[0-9a-f]{64}$'
    }

    It 'is not in the error about it, nor in what Get-Error shows' {
        { Start-GelfRelay -Port 0 -Key "${hex}00" -ErrorAction Stop } | Should -Throw -ErrorId 'KeyTextInvalid,Gelf.PowerShell.Commands.StartGelfRelayCommand'
        $problem = $Error[0]
        "$($problem.Exception.Message) $($problem.TargetObject)" | Should -Not -Match $hex
        $problem.Exception | Format-List * -Force | Out-String -Width 500 | Should -Not -Match $hex
    }

    It 'in a file of another format is not repeated' {
        Set-Content TestDrive:/bad.key "$hex and more"
        chmod 600 (Convert-Path TestDrive:/bad.key)
        { Import-GelfKey TestDrive:/bad.key -ErrorAction Stop } | Should -Throw
        "$($Error[0] | Format-List * -Force | Out-String -Width 500)" | Should -Not -Match $hex
    }

    It 'converts from what a script may have' {
        $secure = [securestring]::new()
        $hex.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
        $forms = $hex, $hex.ToUpperInvariant(), $secure, [Convert]::FromHexString($hex), $key
        foreach ($form in $forms) {
            Export-GelfKey -Key $form -Path TestDrive:/form.key -Force
            Get-Content TestDrive:/form.key | Should -Be $hex
        }
    }
}

Describe 'A token' {
    It 'is in the join link alone' {
        $token = ($relay.JoinLink -split 'token=')[1]
        "$(Get-Job | Out-String -Width 500) $($relay.Command) $($relay.Uri)" | Should -Not -Match $token
        "$(Receive-Job $relay -Keep *>&1)" | Should -Not -Match $token
        "$(Get-GelfLink | Format-List * | Out-String)" | Should -Not -Match $token
    }
}
